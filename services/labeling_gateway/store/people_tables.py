"""People, the keys that let them in, and sign-ins under way at the identity provider."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.labeling_gateway.keys import KeyKind
from services.labeling_gateway.people import Skills, Who
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store.base import Base


class PersonRow(Base):
    """A person. `id` stands in labels and never changes; `subject` is who the identity provider says they are."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[Role]
    skills: Mapped[Skills]
    cleared: Mapped[bool]
    active: Mapped[bool]
    collections: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Open to them; all, where it is empty. To admins all are."""

    subject: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]

    @property
    def who(self) -> Who:
        """The person as they ask."""
        own = frozenset() if self.role is Role.ADMIN else frozenset(self.collections)
        return Who(self.id, self.name, self.role, self.cleared, self.skills, own)


class KeyRow(Base):
    """A key by its hash. `id` names it without giving it away. `used_at` is when it last let somebody in."""

    __tablename__ = "keys"

    hash: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[KeyKind]
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_keys_of_person", "person_id", "kind"),)


class SignInRow(Base):
    """A sign-in that has gone to the identity provider and not come back; each comes back once at most."""

    __tablename__ = "sign_ins"

    state: Mapped[str] = mapped_column(primary_key=True)
    nonce: Mapped[str]
    verifier: Mapped[str]
    onward: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(index=True)
