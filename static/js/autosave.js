/* Saves a section while it is being written. Without this file the page saves by its buttons.

   One request at a time; what fails is sent again unchanged until an answer comes, so that an answer that was lost on the
   way cannot make a person's own text look like somebody else's. What is not saved yet lies in the browser too, under a
   name that only this person's pages know. */
(function () {
  "use strict";

  const QUIET = 1500; /* milliseconds after the last key */
  const AT_MOST = 15000; /* and no longer than this, while somebody writes on */
  const CARRIED = ["seen", "csrfmiddlewaretoken", "whose"]; /* fields that nobody typed */
  const PATIENCE = 30000; /* until an answer that does not come is given up */
  const RETRIES = [2000, 4000, 8000, 15000, 30000];

  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch) {
    return;
  }
  const seenField = form.querySelector("[name=seen]");
  const whose = form.querySelector("[name=whose]").value;
  const box = form.querySelector("[data-saved]");
  const line = box.querySelector("[data-line]");
  const spoken = form.querySelector("[data-spoken]");
  const keptUnder = "kp-kept:" + form.dataset.keep;
  const paused = new Set(); /* units in which two have written, until the person has chosen */
  const marked = new Set(); /* fields that were found wrong */

  let seen = JSON.parse(seenField.value || "{}");
  let saved = stateOf(); /* the fields as the server has them */
  let since = 0; /* when the first change that is not saved was made */
  let timer = 0;
  let failures = 0;
  let sending = null; /* the promise of the request under way */
  let pending = null; /* a body that has had no answer yet */
  let stopped = false;
  let leaving = false;
  let held = null; /* what a button was pressed for, while its writer signs in again in the page */
  let inGoodHands = false; /* somebody on the page sees to that */
  let wrong = {}; /* field id → sentences, as last answered */

  /* ------------------------------------------------------------ what stands in the fields */

  function fields() {
    return [...new FormData(form)].filter(([name, value]) => !CARRIED.includes(name) && typeof value === "string");
  }

  function stateOf() {
    return JSON.stringify(fields());
  }

  function unitSeen() {
    return Object.fromEntries(Object.entries(seen).filter(([unit]) => !paused.has(unit)));
  }

  function body() {
    const said = new URLSearchParams(fields());
    said.set("seen", JSON.stringify(unitSeen()));
    said.set("whose", whose);
    return { text: said.toString(), state: stateOf() };
  }

  /* ------------------------------------------------------------ what the page says */

  function say(name, values, aloud) {
    let text = box.dataset[name];
    Object.entries(values || {}).forEach(([key, value]) => (text = text.replace("{" + key + "}", value)));
    box.hidden = false;
    box.dataset.is = name;
    if (line.textContent !== text) {
      line.textContent = text;
    }
    if (aloud && spoken.textContent !== text) {
      spoken.textContent = text;
    }
  }

  function mark(errors) {
    marked.forEach((id) => {
      if (!(id in errors)) {
        unmark(id);
      }
    });
    Object.entries(errors).forEach(([id, sentences]) => {
      const field = document.getElementById(id);
      if (field && field !== document.activeElement) {
        markOne(field, id, sentences[0]);
      }
    });
  }

  function markOne(field, id, sentence) {
    if (document.getElementById(id + "_error")) {
      return;
    }
    const group = field.closest(".form-group");
    const error = document.createElement("span");
    error.className = "form-error-message";
    error.id = id + "_error";
    error.textContent = sentence;
    field.before(error);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", [error.id, field.getAttribute("aria-describedby") || ""].join(" ").trim());
    if (group) {
      group.classList.add("form-error");
    }
    marked.add(id);
  }

  function unmark(id) {
    const field = document.getElementById(id);
    const error = document.getElementById(id + "_error");
    if (error) {
      error.remove();
    }
    if (field) {
      field.removeAttribute("aria-invalid");
      const others = (field.getAttribute("aria-describedby") || "").split(" ").filter((each) => each && each !== id + "_error");
      field.setAttribute("aria-describedby", others.join(" "));
      const group = field.closest(".form-group");
      if (group && !group.querySelector(".form-error-message")) {
        group.classList.remove("form-error");
      }
    }
    marked.delete(id);
  }

  /* ------------------------------------------------------------ what the browser keeps */

  function keep() {
    try {
      localStorage.setItem(keptUnder, JSON.stringify({ seen: seen, fields: fields() }));
    } catch (error) {
      /* full, or forbidden: the server has all but the last seconds */
    }
  }

  function forget() {
    try {
      localStorage.removeItem(keptUnder);
    } catch (error) {
      /* nothing was kept either */
    }
  }

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(keptUnder) || "null");
    } catch (error) {
      return null;
    }
  }

  /* The page again with what was kept: the server draws it, rows and all, as it draws any page that was typed in. */
  function restore(found) {
    const again = document.createElement("form");
    again.method = "post";
    again.action = form.getAttribute("action");
    again.hidden = true;
    const add = (name, value) => {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      again.append(input);
    };
    found.fields.forEach(([name, value]) => add(name, value));
    add("seen", JSON.stringify(found.seen));
    add("whose", whose);
    add("restore", "1");
    add("csrfmiddlewaretoken", token());
    document.body.append(again);
    again.submit();
  }

  /* ------------------------------------------------------------ sending */

  function token() {
    const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
    return cookie ? cookie.slice("csrftoken=".length) : form.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  function isDirty() {
    return pending !== null || stateOf() !== saved;
  }

  function changed() {
    if (stopped || !isDirty()) {
      return;
    }
    keep();
    since = since || Date.now();
    plan(Math.min(QUIET, Math.max(0, since + AT_MOST - Date.now())));
  }

  function plan(delay) {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }

  function send() {
    clearTimeout(timer);
    if (stopped || sending || !isDirty()) {
      return sending || Promise.resolve();
    }
    pending = pending || body();
    since = 0;
    if (!failures) {
      say("saving");
    }
    sending = post(pending).finally(() => (sending = null));
    return sending.then(() => {
      if (!failures) {
        changed(); /* what was typed meanwhile */
      }
    });
  }

  /* No answer, or half of one, is a reason to send it again. */
  async function post(what) {
    const giveUp = new AbortController();
    const alarm = setTimeout(() => giveUp.abort(), PATIENCE);
    let response = null;
    let answer = null;
    try {
      response = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token() },
        body: what.text,
        redirect: "error",
        keepalive: leaving && what.text.length < 60000,
        signal: giveUp.signal,
      });
      answer = response.ok || response.status === 409 ? await response.json() : null;
    } catch {
      failed(0);
      return;
    } finally {
      clearTimeout(alarm);
    }
    answered(response, answer, what);
  }

  function answered(response, answer, what) {
    if (response.ok) {
      took(answer, what);
    } else if (response.status === 401) {
      say("out", {}, true);
      inGoodHands = !document.dispatchEvent(new CustomEvent("kp:signed-out", { cancelable: true }));
      failures += 1;
      plan(20000); /* she may sign in on another page */
    } else if (response.status === 404) {
      stop("gone");
    } else if (response.status === 409) {
      stopped = true;
      box.hidden = false;
      line.textContent = spoken.textContent = answer.closed;
    } else {
      failed(Number(response.headers.get("Retry-After")) * 1000 || 0);
    }
  }

  function failed(wait) {
    const delay = Math.max(wait && failures > 2 ? wait : 0, RETRIES[Math.min(failures, RETRIES.length - 1)]);
    failures += 1;
    say("failed", {}, failures === 2);
    plan(delay);
  }

  function stop(name) {
    stopped = true;
    say(name, {}, true);
  }

  function took(answer, what) {
    const recovered = failures > 1;
    failures = 0;
    pending = null;
    inGoodHands = false;
    saved = what.state;
    Object.assign(seen, answer.seen);
    Object.entries(answer.fresh).forEach(([unit, fresh]) => takeIn(unit, fresh, what));
    wrong = answer.errors;
    mark(wrong);
    answer.conflicts.forEach(showConflict);
    seenField.value = JSON.stringify(seen);
    if (Object.keys(answer.errors).length || paused.size) {
      keep(); /* what could not be saved is kept here until it can */
    } else if (stateOf() === saved) {
      forget();
      document.querySelectorAll("[data-until-saved]").forEach((said) => said.remove());
    }
    if (paused.size) {
      say("pause", {}, true);
    } else {
      say(Object.keys(answer.errors).length ? "but" : "done", { time: answer.time }, recovered || !spoken.textContent);
    }
  }

  /* Another person's text comes into a field that this person has not touched and is not in. */
  function takeIn(unit, fresh, what) {
    if (fresh.rows) {
      offerReload(fresh.label);
      return;
    }
    const field = form.elements[unit];
    const sent = (new URLSearchParams(what.text).get(unit) || "").replace(/\r\n/g, "\n");
    if (field && "value" in field && field.value.trim() === sent.trim() && field !== document.activeElement) {
      field.value = fresh.value;
      seen[unit] = fresh.seen;
      /* In this field alone: what was typed in the others since is not saved yet. */
      const now = new FormData(form).get(unit);
      saved = JSON.stringify(JSON.parse(saved).map(([name, value]) => [name, name === unit ? now : value]));
      if (field.dispatchEvent) { /* radio buttons are a list of fields, and count nothing */
        field.dispatchEvent(new Event("keyup", { bubbles: true }));
      }
    }
  }

  function offerReload(label) {
    if (form.querySelector("[data-reload-offer]")) {
      return;
    }
    const offer = document.createElement("p");
    offer.dataset.reloadOffer = "yes";
    offer.textContent = box.dataset.more.replace("{label}", label) + " ";
    const link = document.createElement("a");
    link.href = form.getAttribute("action");
    link.textContent = box.dataset.reload;
    offer.append(link);
    box.append(offer);
  }

  /* ------------------------------------------------------------ two in one field */

  function showConflict(conflict) {
    const known = form.querySelector('[data-conflict="' + conflict.unit + '"]');
    const field = document.getElementById(conflict.field);
    const place = (field && (field.closest(".form-group") || field)) || form.firstElementChild;
    const holder = document.createElement("template");
    holder.innerHTML = conflict.html.trim();
    const panel = holder.content.firstElementChild;
    if (known) {
      known.remove();
    }
    place.before(panel);
    paused.add(conflict.unit);
    wakeConflict(panel, conflict.unit, conflict.seen);
  }

  function wakeConflict(panel, unit, nowSeen) {
    panel.querySelector(".kp-with-script").hidden = false;
    panel.addEventListener("click", (event) => {
      const choice = event.target.dataset.choose;
      if (choice) {
        settle(panel, unit, nowSeen, choice);
      }
    });
  }

  function settle(panel, unit, nowSeen, choice) {
    const theirs = panel.querySelector("[data-theirs]");
    const field = form.elements[unit];
    if (choice === "reload") {
      paused.delete(unit);
      forget();
      window.location.assign(form.getAttribute("action"));
      return;
    }
    if (choice === "both") {
      field.value = field.value.trimEnd() + "\n\n" + theirs.textContent;
    } else if (choice === "theirs" && field.tagName !== "SELECT") {
      field.value = theirs.textContent;
    }
    seen[unit] = nowSeen;
    seenField.value = JSON.stringify(seen);
    paused.delete(unit);
    panel.remove();
    saved = "";
    if (field && field.focus) {
      field.focus();
      field.dispatchEvent(new Event("keyup", { bubbles: true }));
    }
    changed();
  }

  /* ------------------------------------------------------------ what happens round it */

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", () => {
    if (isDirty() && !failures) {
      plan(300);
    }
    setTimeout(() => mark(wrong), 0); /* who is still writing is not told that it is wrong */
  });
  window.addEventListener("online", () => {
    failures = 0;
    send();
  });
  document.addEventListener("kp:signed-in", () => {
    const on = held;
    held = null;
    failures = 0;
    inGoodHands = false;
    flush().then(() => on && on());
  });
  document.addEventListener("kp:other-person", () => {
    stopped = true; /* what stands in the fields from now on is nobody's text */
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !stopped && isDirty()) {
      keep();
      leaving = true;
      send();
      leaving = false;
    }
  });

  /* A button saves by way of us first: then the page that comes knows of nothing that the browser still keeps. Where we
     cannot, it goes its own way, and what was kept stays. */
  form.addEventListener(
    "submit",
    (event) => {
      clearTimeout(timer);
      if (form.dataset.flushed || stopped || (!sending && !isDirty())) {
        stopped = true;
        window.setTimeout(() => (stopped = false), 8000);
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      const on = () => {
        if (inGoodHands) {
          held = on;
          return;
        }
        delete form.dataset.leaving;
        form.dataset.flushed = "yes";
        form.requestSubmit(button);
        delete form.dataset.flushed;
      };
      keep();
      form.dataset.leaving = "yes";
      /* Not before this event is over: until then the browser ignores it that the form is sent again. */
      const later = () => setTimeout(on, 0);
      Promise.race([flush(), new Promise((resolve) => setTimeout(resolve, 4000))]).then(later, later);
    },
    true
  );

  function flush() {
    return (sending || Promise.resolve()).then(() => (isDirty() && !failures ? send() : undefined));
  }

  form.querySelectorAll("[data-conflict]").forEach((panel) => {
    paused.add(panel.dataset.conflict);
    wakeConflict(panel, panel.dataset.conflict, seen[panel.dataset.conflict]);
  });

  const found = kept();
  if (form.hasAttribute("data-restored")) {
    saved = "";
    changed();
  } else if (found && JSON.stringify(found.fields) !== saved) {
    restore(found);
  } else {
    forget();
  }
})();
