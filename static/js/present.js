/* Says that this person is here, and who else is. Without this file each page that is opened says so once. */
(function () {
  "use strict";

  const EVERY = 20000;
  const place = document.querySelector("[data-present]");
  if (!place || !window.fetch) {
    return;
  }

  function show(here) {
    const text = JSON.stringify(here);
    if (place.dataset.shown === text) {
      return;
    }
    place.dataset.shown = text;
    place.replaceChildren(
      ...here.map((each) => {
        const item = document.createElement("p");
        if (each.url) {
          const link = document.createElement("a");
          link.href = each.url;
          link.textContent = each.text;
          item.append(link);
        } else {
          item.textContent = each.text;
        }
        return item;
      })
    );
  }

  function ask() {
    if (document.visibilityState !== "visible") {
      return;
    }
    fetch(place.dataset.present, { credentials: "same-origin", redirect: "error" })
      .then((response) => (response.ok ? response.json() : { here: [] }))
      .then((answer) => show(answer.here))
      .catch(() => undefined); /* the autosave tells of a lost connection */
  }

  ask();
  window.setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
