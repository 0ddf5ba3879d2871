/* Signing in again without leaving the page, so that nothing typed is lost when the session has run out.

   Whoever is told so by the server (an answer 401) says it with the event "kp:signed-out" on document. Then a dialog
   walks through the site's own sign-in pages. Afterwards "kp:signed-in" is said, and the page's forms have a token that
   counts, or "kp:sign-in-put-off" if she closes it before. Is it another person who signed in, the page is emptied and left, after "kp:other-person".
   Without this file the server keeps what is sent, and shows it again after sign-in. */
(function () {
  "use strict";

  const dialog = document.querySelector("[data-sign-in]");
  const mark = document.querySelector("[name=whose][data-person]");
  if (!dialog || !mark || !dialog.showModal) {
    return;
  }
  const at = dialog.dataset;
  const strip = document.querySelector("[data-signed-out]");
  const stage = dialog.querySelector("[data-step]");
  const trouble = dialog.querySelector("[data-trouble]");
  const further = dialog.querySelector("[data-further]");
  const heading = dialog.querySelector(".modal-title");
  const QUIET = 1000; /* ms without a key before the dialog takes the keyboard */
  const ASK_AGAIN = 60000; /* ms before a page that comes into sight asks once more */
  let here = at.start;
  let typedAt = -QUIET;
  let askedAt = performance.now();
  let cameFrom = null; /* where the keyboard was, to be given back to */
  let beforeStrip = null;

  /* ------------------------------------------------------------ who is signed in? */

  /* The answer's JSON; null if nobody is. Throws without a connection. */
  async function ask() {
    const answer = await fetch(at.who, { headers: { Accept: "application/json" }, cache: "no-store" });
    askedAt = performance.now();
    if (answer.status === 401) {
      return null;
    }
    if (!answer.ok) {
      throw new Error("no answer");
    }
    return answer.json();
  }

  function leave() {
    document.dispatchEvent(new CustomEvent("kp:other-person"));
    document.querySelectorAll("#main-content :is(input:not([type=hidden]), textarea, select)").forEach((field) => {
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = false;
      } else {
        field.value = "";
      }
    });
    location.replace(at.elsewhere);
  }

  /* True if the page is hers who is signed in, and can go on. */
  function goOn(found) {
    if (found.person !== mark.dataset.person) {
      leave();
      return false;
    }
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => (field.value = found.token));
    strip.hidden = true;
    return true;
  }

  function signedIn(found) {
    if (goOn(found)) {
      if (dialog.open) {
        close("signed-in");
      }
      document.dispatchEvent(new CustomEvent("kp:signed-in", { detail: { token: found.token } }));
    }
  }

  /* ------------------------------------------------------------ the sign-in pages, in the dialog */

  function rename(element, name) {
    const other = document.createElement(name);
    other.className = element.className;
    other.append(...element.childNodes);
    element.replaceWith(other);
    return other;
  }

  /* No id may meet one of the page's own. */
  function setApart(step) {
    const own = (ids) => ids.split(" ").map((id) => "sign-in-" + id).join(" ");
    step.querySelectorAll("*").forEach((element) => {
      ["id", "for", "aria-describedby", "aria-labelledby"].forEach((name) => {
        if (element.hasAttribute(name)) {
          element.setAttribute(name, own(element.getAttribute(name)));
        }
      });
    });
    step.querySelectorAll("a[href^='#']").forEach((link) => link.setAttribute("href", "#sign-in-" + link.hash.slice(1)));
  }

  /* What a sign-in page says and asks, to be shown in the dialog; null if it is no such page. */
  function stepOf(text) {
    const main = new DOMParser().parseFromString(text, "text/html").querySelector("#main-content");
    if (!main || !main.querySelector("form[method=post] :is([name=email], [name=code])")) {
      return null;
    }
    const step = document.createElement("div");
    main.querySelectorAll(".breadcrumbs, [data-not-in-place], script").forEach((part) => part.remove());
    step.append(...main.querySelector(".container").childNodes);
    step.querySelectorAll("h2").forEach((title) => rename(title, "h4"));
    const title = rename(step.querySelector("h1"), "h3");
    title.className = "h4 kp-step-title";
    title.id = "title";
    setApart(step);
    return step;
  }

  function show(step) {
    trouble.hidden = further.hidden = true;
    stage.replaceChildren(...step.childNodes);
    stage.setAttribute("aria-labelledby", "sign-in-title");
    /* The page's own script wakes what comes in by htmx, an error summary among it; this comes in alike. */
    stage.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));
  }

  function focusStep() {
    const first = stage.querySelector('[data-module="error-summary"]') || stage.querySelector("input:not([type=hidden])");
    if (first) {
      first.focus();
    }
  }

  /* Fetches a sign-in page, or posts to it, and shows where that leads. False if it could not be reached. */
  async function walk(address, options) {
    const from = document.activeElement;
    stage.setAttribute("aria-busy", "true");
    stage.querySelectorAll("button").forEach((button) => (button.disabled = true));
    try {
      const answer = await fetch(new URL(address, new URL(here, location.href)), options);
      const step = stepOf(await answer.text());
      const path = new URL(answer.url).pathname;
      if (step && (path === at.start || path === at.code)) {
        here = answer.url;
        show(step);
        return true;
      }
      const found = await ask(); /* whatever that page was: another person may not even see the one this leads to */
      if (found) {
        signedIn(found);
        return true;
      }
      if (!answer.ok) {
        throw new Error("no answer");
      }
      dialog.querySelector("[data-tab]").href = answer.url;
      further.hidden = false; /* a second step: it is taken in a tab of its own */
      return false;
    } catch {
      trouble.hidden = false;
      return false;
    } finally {
      stage.removeAttribute("aria-busy");
      stage.querySelectorAll("button").forEach((button) => (button.disabled = false));
      if (document.activeElement === document.body) {
        from.focus(); /* a button loses the keyboard while it cannot be pressed */
      }
    }
  }

  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const data = new URLSearchParams(new FormData(form));
    if (event.submitter && event.submitter.name) {
      data.append(event.submitter.name, event.submitter.value);
    }
    if (await walk(form.getAttribute("action") || here, { method: "POST", body: data })) {
      focusStep();
    }
  });

  dialog.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-step] a");
    if (event.target.closest("[data-close]")) {
      close();
    } else if (link && !link.getAttribute("href").startsWith("#")) {
      event.preventDefault();
      if (await walk(link.getAttribute("href"))) {
        focusStep();
      }
    }
  });

  /* ------------------------------------------------------------ opening and closing */

  function open() {
    if (dialog.open) {
      return;
    }
    cameFrom = strip.contains(document.activeElement) ? beforeStrip : document.activeElement;
    /* A dialog that closes gives the keyboard back to the field it took it from, but in Chromium not to the place in it,
       and what is typed then is lost. So it takes it from nobody, and we give it back. */
    document.activeElement.blur();
    dialog.returnValue = "";
    dialog.showModal();
    document.body.classList.add("modal-open");
    heading.focus();
    walk(at.start + "?next=" + encodeURIComponent(at.next));
  }

  /* The keyboard at once: the event "close" comes later, and a key may come first. */
  function close(why) {
    dialog.close(why);
    giveBack();
  }

  function giveBack() {
    if (cameFrom) {
      cameFrom.focus();
    }
    cameFrom = null;
  }

  dialog.addEventListener("close", () => {
    document.body.classList.remove("modal-open");
    stage.replaceChildren();
    strip.hidden = dialog.returnValue === "signed-in";
    giveBack();
    if (!strip.hidden) {
      document.dispatchEvent(new CustomEvent("kp:sign-in-put-off"));
    }
  });

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); /* Escape: closed by us */
    close();
  });

  function whenQuiet(then) {
    const wait = typedAt + QUIET - performance.now();
    if (wait > 0) {
      setTimeout(() => whenQuiet(then), wait);
    } else {
      then();
    }
  }

  /* Somebody may have signed in meanwhile, in another tab. */
  async function wake(event) {
    if (dialog.open || !strip.hidden) {
      return; /* she knows, and opens it herself */
    }
    event.preventDefault(); /* tells who said so that it can wait for "kp:signed-in" */
    try {
      const found = await ask();
      if (found) {
        signedIn(found);
      } else {
        whenQuiet(open);
      }
    } catch {
      /* No connection: whoever noticed will notice again. */
    }
  }

  async function lookAgain() {
    const isKnown = dialog.open || !strip.hidden;
    if (document.visibilityState !== "visible" || (!isKnown && performance.now() - askedAt < ASK_AGAIN)) {
      return;
    }
    try {
      const found = await ask();
      if (found && isKnown) {
        signedIn(found);
      } else if (found) {
        goOn(found);
      } else if (!isKnown) {
        whenQuiet(open);
      }
    } catch {
      /* No connection: asked again the next time. */
    }
  }

  document.addEventListener("keydown", () => (typedAt = performance.now()), true);
  document.addEventListener("kp:signed-out", wake);
  document.addEventListener("visibilitychange", lookAgain);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      askedAt = -ASK_AGAIN; /* back to a page that was left: who knows who has been here since */
      lookAgain();
    }
  });
  strip.addEventListener("focusin", (event) => (beforeStrip = event.relatedTarget));
  strip.querySelector("[data-open]").addEventListener("click", open);
})();
