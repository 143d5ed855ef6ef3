// The page to sign in: leads back to the page that was wanted, or to a link's address.

const here = new URL(location.href);
const wanted = here.pathname.startsWith("/sign-in") ? (here.searchParams.get("next") ?? "/") : here.pathname + here.search;
const by = document.querySelector("#provider");
by.href += `?${new URLSearchParams({ next: wanted })}`;

/** The key in a link, or what was pasted if it is no link. */
function keyIn(pasted) {
  return URL.canParse(pasted) ? (new URL(pasted).searchParams.get("token") ?? pasted) : pasted;
}

document.querySelector("#by-key").addEventListener("submit", (event) => {
  event.preventDefault();
  const token = keyIn(document.querySelector("#key").value.trim());
  location.assign(`/sign-in?${new URLSearchParams({ token, next: wanted })}`);
});
