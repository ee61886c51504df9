// What is asked, in the page's address: after the #, so that it is shared with the link and never sent to a server.
// In: {query, view} or the id of an example. Out: the same, read back.

export function read() {
  const fields = new URLSearchParams(location.hash.slice(1));
  const asked = new URLSearchParams(location.search);
  const get = (name) => fields.get(name) ?? asked.get(name) ?? "";
  return { query: get("query"), example: get("example"), view: get("view") };
}

// Puts it into the address bar; `step` makes it a place to go back to.
export function write(state, step) {
  const fields = Object.entries(state).filter(([, value]) => value);
  const place = `#${new URLSearchParams(fields)}`;
  if (place === location.hash) return;
  if (step) history.pushState(null, "", place);
  else history.replaceState(null, "", place);
}
