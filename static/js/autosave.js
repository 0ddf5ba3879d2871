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

  let seen = JSON.parse(seenField.value || "{}");
  let saved = stateOf(); /* the fields as the server has them */
  let since = 0; /* when the first change that is not saved was made */
  let timer = 0;
  let failures = 0;
  let unreachable = false; /* the last request had no answer */
  let sending = null; /* the promise of the request under way */
  let pending = null; /* a body that has had no answer yet */
  let stopped = false;
  let leaving = false;
  let held = null; /* what a button was pressed for that waits until it is saved */
  let inGoodHands = false; /* somebody on the page has its writer sign in again */
  let wrong = {}; /* field id → sentences, as last answered */
  let heard = ""; /* what was read aloud last */
  const aloud = []; /* sentences on their way to be read */

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

  function put(sentence, values) {
    return Object.entries(values).reduce((text, [key, value]) => text.replace("{" + key + "}", () => value), sentence);
  }

  /* Read aloud when it turns, and not each time it is said again: the hour is no news. */
  function say(name, values = {}, quietly = false) {
    const text = put(box.dataset[name], values);
    const turn = name + (values.unsaved || "");
    box.hidden = false;
    box.dataset.is = name;
    if (line.textContent !== text) {
      line.textContent = text;
    }
    if (!quietly && heard !== turn) {
      heard = turn;
      speak(text);
    }
  }

  /* All that one answer brings is read as one. */
  function speak(sentence) {
    aloud.push(sentence);
    setTimeout(() => {
      spoken.textContent = aloud.length ? aloud.splice(0).join(" ") : spoken.textContent;
    }, 0);
  }

  /* Every mark there is, whoever drew it, also on a row that has another number now. Those of what lacks before it can
     be given stand until their fields are changed: the answer knows nothing of them. */
  function mark(errors) {
    form.querySelectorAll('.form-error-message[id$="_error"]:not([data-lacking])').forEach((error) => {
      const sentences = errors[error.id.slice(0, -"_error".length)];
      if (!sentences || !error.textContent.includes(sentences[0])) {
        unmark(error);
      }
    });
    Object.entries(errors).forEach(([id, sentences]) => {
      const field = document.getElementById(id) || groupOf(id);
      if (field && !field.contains(document.activeElement) && !document.getElementById(id + "_error")) {
        markOne(field, id + "_error", sentences[0]);
      }
    });
  }

  /* Buttons and boxes of one question have an id each; the question itself is the group round them. */
  function groupOf(id) {
    const first = document.getElementById(id + "_0");
    return first && first.closest("fieldset");
  }

  function markOne(field, id, sentence) {
    const group = field.closest(".form-group");
    const error = document.createElement("span");
    error.className = "form-error-message";
    error.id = id;
    error.textContent = sentence;
    if (field.matches("fieldset")) {
      [...field.querySelectorAll("legend, .form-hint")].pop().after(error);
    } else {
      field.before(error);
    }
    if ("value" in field) {
      field.setAttribute("aria-invalid", "true");
    }
    field.setAttribute("aria-describedby", [id, field.getAttribute("aria-describedby") || ""].join(" ").trim());
    if (group) {
      group.classList.add("form-error");
    }
  }

  function unmark(error) {
    const group = error.closest(".form-group");
    form.querySelectorAll('[aria-describedby~="' + error.id + '"]').forEach((field) => {
      const others = field.getAttribute("aria-describedby").split(" ").filter((each) => each !== error.id);
      field.setAttribute("aria-describedby", others.join(" "));
      field.removeAttribute("aria-invalid");
    });
    error.remove();
    if (group && !group.querySelector(".form-error-message")) {
      group.classList.remove("form-error");
    }
  }

  /* ------------------------------------------------------------ what the browser keeps */

  /* null where the browser has no room, or forbids it: the server has all but the last seconds. */
  function inStore(act) {
    try {
      return act(localStorage);
    } catch {
      return null;
    }
  }

  function keep() {
    const text = JSON.stringify({ seen: seenElsewhere(), fields: fields() });
    inStore((store) => store.setItem(keptUnder, text));
  }

  function forget() {
    inStore((store) => store.removeItem(keptUnder));
  }

  /* What a page that is drawn from this was made from. It is asked again in which units two have written. */
  function seenElsewhere() {
    return { ...seen, ...Object.fromEntries([...paused].map((unit) => [unit, "?"])) };
  }

  /* The page again with what was typed: the server draws it, rows and all, as it draws any page that was typed in.
     `why` is "restore", or "theirs" with the unit that is to be shown as it is stored. */
  function drawAgain(found, why, unit) {
    const again = document.createElement("form");
    again.method = "post";
    again.action = form.getAttribute("action");
    again.hidden = true;
    const carried = { seen: JSON.stringify(found.seen), whose: whose, [why]: unit, csrfmiddlewaretoken: token() };
    [...found.fields, ...Object.entries(carried)].forEach(([name, value]) => {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      again.append(input);
    });
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
      say("saving", {}, true);
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
      unreachable = false;
    } catch {
      unreachable = true;
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
      say("out");
      inGoodHands = !document.dispatchEvent(new CustomEvent("kp:signed-out", { cancelable: true }));
      failures += 1;
      plan(20000); /* she may sign in on another page */
    } else if (response.status === 404) {
      stopped = true;
      say("gone");
    } else if (response.status === 409) {
      stopped = true;
      box.dataset.closed = answer.closed;
      say("closed");
    } else {
      failed(Number(response.headers.get("Retry-After")) * 1000 || 0);
    }
    if (!unreachable && !inGoodHands) {
      goOn();
    }
  }

  function failed(wait) {
    const delay = Math.max(wait && failures > 2 ? wait : 0, RETRIES[Math.min(failures, RETRIES.length - 1)]);
    failures += 1;
    say("failed", {}, failures < 2);
    plan(delay);
  }

  function goOn() {
    const on = held;
    held = null;
    if (on) {
      on();
    }
  }

  function took(answer, what) {
    const isWhole = !answer.unsaved.length;
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
    if (!isWhole || paused.size) {
      keep(); /* what could not be saved is kept here until it can */
    } else if (stateOf() === saved) {
      forget();
      document.querySelectorAll("[data-until-saved]").forEach((said) => said.remove());
    }
    if (paused.size) {
      say("pause");
    } else {
      say(isWhole ? "done" : "but", { time: answer.time, unsaved: answer.unsaved.join(", ") });
    }
  }

  /* Another person's text comes into a field that this person has not touched and is not in. */
  function takeIn(unit, fresh, what) {
    if (fresh.rows) {
      offerReload(put(box.dataset.more, fresh));
      return;
    }
    const field = form.elements[unit];
    const sent = (new URLSearchParams(what.text).get(unit) || "").replace(/\r\n/g, "\n");
    if (field && "value" in field && field.value.trim() === sent.trim() && field !== document.activeElement) {
      field.value = fresh.value;
      seen[unit] = fresh.seen;
      speak(put(box.dataset.more, fresh));
      /* In this field alone: what was typed in the others since is not saved yet. */
      const now = new FormData(form).get(unit);
      saved = JSON.stringify(JSON.parse(saved).map(([name, value]) => [name, name === unit ? now : value]));
      if (field.dispatchEvent) { /* radio buttons are a list of fields, and count nothing */
        field.dispatchEvent(new Event("keyup", { bubbles: true }));
      }
    }
  }

  function offerReload(news) {
    if (form.querySelector("[data-reload-offer]")) {
      return;
    }
    const offer = document.createElement("p");
    offer.dataset.reloadOffer = "yes";
    offer.textContent = news + " ";
    const link = document.createElement("a");
    link.href = form.getAttribute("action");
    link.textContent = box.dataset.reload;
    offer.append(link);
    box.append(offer);
    speak(offer.textContent);
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
    if (choice === "reload") { /* not before what is on its way has arrived: it is her own */
      flush().then(() => drawAgain({ seen: seenElsewhere(), fields: fields() }, "theirs", unit));
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

  ["input", "change"].forEach((name) => form.addEventListener(name, changed));
  form.addEventListener("focusout", () => {
    if (!isDirty()) {
      setTimeout(() => mark(wrong), 0); /* who is still writing is not told that it is wrong */
    } else if (!failures) {
      plan(300);
    }
  });
  window.addEventListener("online", () => {
    failures = 0;
    send();
  });
  document.addEventListener("kp:signed-in", () => {
    failures = 0;
    inGoodHands = false;
    flush().then(goOn);
  });
  document.addEventListener("kp:sign-in-put-off", () => {
    inGoodHands = false;
    held = null; /* pressed again it goes its own way */
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

  /* A button saves by way of us first: then the page that comes knows of nothing that the browser still keeps. It waits
     for a server that cannot be reached, whose page would be the browser's own. Where we cannot save for another reason
     it goes its own way, and what was kept stays. */
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
        delete form.dataset.leaving;
        if (inGoodHands || unreachable) {
          held = on;
          heard = ""; /* who presses is answered */
          say(box.dataset.is);
          return;
        }
        held = null;
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
    return (sending || Promise.resolve()).then(() => (isDirty() ? send() : undefined));
  }

  form.querySelectorAll("[data-conflict]").forEach((panel) => {
    paused.add(panel.dataset.conflict);
    wakeConflict(panel, panel.dataset.conflict, seen[panel.dataset.conflict]);
  });

  if ("lacks" in form.dataset) {
    form.querySelectorAll(".form-error-message").forEach((error) => (error.dataset.lacking = "yes"));
    form.addEventListener("input", (event) => {
      const group = event.target.closest(".form-group");
      group.querySelectorAll("[data-lacking]").forEach((error) => delete error.dataset.lacking);
    });
  }

  const found = inStore((store) => JSON.parse(store.getItem(keptUnder)));
  if ("unsaved" in form.dataset) { /* the page shows what was typed, whatever the server took of it */
    saved = "";
    changed();
  } else if (found && JSON.stringify(found.fields) !== saved) {
    drawAgain(found, "restore", "1");
  } else {
    forget();
  }
})();
