"""`recto people`: who may come in, as what, and links with which they sign in."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from recto.cli.calls import in_path
from recto.cli.gateway import ask
from recto.local.found import Addresses
from recto.runtime.failures import UserError

app = typer.Typer(help="People: who may come in, and as what.", no_args_is_help=True)

Person = Annotated[str, typer.Argument(help="The person's id, as it stands in their labels.")]
Name = Annotated[str | None, typer.Option(help="What they are called.")]
Role = Annotated[str | None, typer.Option(help="annotator, adjudicator, lead or admin.")]
Scripts = Annotated[str | None, typer.Option(help="Scripts that they read, e.g. Latin,Greek; all, if empty.")]
Languages = Annotated[str | None, typer.Option(help="Languages that they know, e.g. de,fr; all, if empty.")]
Collections = Annotated[
    str | None, typer.Option(help="Collections that are open to them, e.g. letters,deeds; all, if empty.")
]
Cleared = Annotated[bool | None, typer.Option("--cleared/--not-cleared", help="May see personal data.")]
Active = Annotated[bool | None, typer.Option("--active/--inactive", help="Whether they may come in.")]
Subject = Annotated[
    str | None, typer.Option(metavar="ISSUER|SUBJECT", help="Who they are at the identity provider.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def add(
    person: Person,
    *,
    name: Name = None,
    role: Role = None,
    scripts: Scripts = None,
    languages: Languages = None,
    collections: Collections = None,
    cleared: Cleared = None,
    subject: Subject = None,
) -> None:
    """Add a person: an annotator who is not cleared, unless you say more."""
    about = _about(name=name, role=role, collections=_listed(collections), cleared=cleared, subject=subject)
    skills = _about(scripts=_listed(scripts), languages=_listed(languages))
    ask("POST", "/v1/people", json={"id": person, **about, "skills": skills})
    Console().print(f"Added {person}. Now: recto people link {person}", highlight=False)


@app.command("list")
def list_all(*, as_json: AsJson = False) -> None:
    """All people."""
    found = ask("GET", "/v1/people")["people"]
    if as_json:
        Console().print_json(data=found)
        return
    table = Table("person", "name", "role", "collections", "skills", "cleared", "", box=None)
    for one in found:
        skills = " ".join([*one["skills"]["scripts"], *one["skills"]["languages"]]) or "all"
        collections = " ".join(one["collections"]) or "all"
        cleared = "yes" if one["cleared"] else "no"
        active = "" if one["active"] else "inactive"
        table.add_row(one["id"], one["name"], one["role"], collections, skills, cleared, active)
    Console().print(table)


@app.command()
def change(
    person: Person,
    *,
    name: Name = None,
    role: Role = None,
    scripts: Scripts = None,
    languages: Languages = None,
    collections: Collections = None,
    cleared: Cleared = None,
    active: Active = None,
    subject: Subject = None,
) -> None:
    """Change a person; what you do not name stays. It holds from their next request on."""
    changes = _about(
        name=name,
        role=role,
        collections=_listed(collections),
        cleared=cleared,
        active=active,
        subject=subject,
    )
    skills = _about(scripts=_listed(scripts), languages=_listed(languages))
    if skills:
        changes["skills"] = {**ask("GET", f"/v1/people/{in_path(person)}")["skills"], **skills}
    if not changes:
        raise UserError("Say what to change, e.g. --role lead; `recto people change --help` names it all.")
    ask("PATCH", f"/v1/people/{in_path(person)}", json=changes)
    Console().print(f"{person} is changed.", highlight=False)


@app.command()
def link(person: Annotated[str, typer.Argument(help="Who is to sign in.")] = "admin") -> None:
    """Print a link that signs one browser in as a person, once."""
    print(sign_in_link(person))  # noqa: T201  for people and scripts alike: a line, and nothing around it


def sign_in_link(person: str, stack: Addresses | None = None) -> str:
    """A fresh link that signs one browser in. Raises UserError."""
    return str(ask("POST", f"/v1/people/{in_path(person)}/links", stack)["address"])


def _about(**given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _listed(words: str | None) -> list[str] | None:
    return None if words is None else [word.strip() for word in words.split(",") if word.strip()]
