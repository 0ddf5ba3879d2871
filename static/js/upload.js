/* Sends the chosen files up, one at a time and slice by slice, and goes on by itself after a break.
   Without this file the page's form sends one whole file at a time.

   The server says how much of a file it has; after anything that went wrong it is asked, and the file goes on from there.
   What the page says stands on the page: the data-… of #uploads, with words in braces. */
(function () {
  "use strict";

  const form = document.querySelector("form[data-upload]");
  if (!form || !window.fetch || !window.AbortController) {
    return;
  }
  const SLICE = 256 * 1024; /* halved as often as one takes too long */
  const SMALLEST_SLICE = 16 * 1024;
  const MEGABYTE = 1024 * 1024;
  const PATIENCE = 60000;
  const CHECKING_PATIENCE = 120000;
  const LONGEST_REST = 30; /* seconds */
  const TROUBLE_AT_MOST = 10; /* times that a file is refused, lost or elsewhere than we thought */
  const list = document.getElementById("uploads");
  const words = list.dataset;
  const spoken = document.getElementById("upload-said");
  const input = form.querySelector("input[type=file]");
  const uploads = [];
  let running = false;
  let leaving = false;
  let signedOut = false;

  /* ------------------------------------------------------------ what is seen and heard */

  function put(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  }

  function megabytes(bytes) {
    const language = document.documentElement.lang === "en" ? "en-GB" : "da-DK";
    return (bytes / MEGABYTE).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }

  function speak(sentence) {
    spoken.textContent = sentence;
  }

  function draw(upload) {
    const row = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
    const field = row.querySelector("input");
    const name = row.querySelector(".kp-upload-name");
    uploads.drawn = (uploads.drawn || 0) + 1;
    field.id = "upload-title-" + uploads.drawn;
    name.id = "upload-name-" + uploads.drawn;
    name.textContent = upload.file.name;
    row.querySelector("label").htmlFor = field.id;
    row.querySelector("progress").setAttribute("aria-labelledby", name.id);
    row.querySelectorAll("[data-name]").forEach((place) => (place.textContent = upload.file.name));
    row.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      saveTitle(upload);
    });
    field.addEventListener("change", () => saveTitle(upload));
    row.querySelector("[data-cancel]").addEventListener("click", () => cancel(upload));
    list.append(row);
    list.hidden = false;
    return row;
  }

  function showProgress(upload) {
    const bar = upload.row.querySelector("progress");
    const amount = put(words.amount, { done: megabytes(upload.offset), all: megabytes(upload.file.size) });
    bar.max = upload.file.size;
    bar.value = upload.offset;
    bar.setAttribute("aria-valuetext", amount);
    upload.row.querySelector("[data-amount]").textContent = amount;
    const percent = Math.floor((upload.offset / upload.file.size) * 10) * 10;
    if (percent > upload.spoken && percent < 100) {
      upload.spoken = percent;
      speak(put(words.percent, { name: upload.file.name, percent: percent }));
    }
  }

  /* A state is heard once until more of the file has arrived, however often it comes again: a line that is away for
     minutes is no reason to chatter. */
  function show(upload, state, sentence) {
    upload.row.classList.toggle("is-resting", state === "resting");
    upload.row.classList.toggle("is-done", state === "done");
    const place = upload.row.querySelector("[data-state]");
    if (sentence && !upload.heard.has(sentence)) {
      upload.heard.add(sentence);
      speak(upload.file.name + ": " + sentence);
    }
    place.textContent = sentence;
    if (state === "checking" || state === "done") {
      hideCancel(upload, upload.row.querySelector("input"));
    } else {
      upload.row.querySelector("[data-cancel]").hidden = false;
    }
  }

  function hideCancel(upload, next) {
    const button = upload.row.querySelector("[data-cancel]");
    if (document.activeElement === button) {
      next.focus();
    }
    button.hidden = true;
  }

  function fail(upload, sentence) {
    upload.over = true;
    show(upload, "failed", "");
    const error = upload.row.querySelector("[data-error]");
    error.textContent = sentence;
    error.hidden = false;
    upload.row.querySelector(".kp-progress").hidden = true;
    if (upload.row.contains(document.activeElement)) {
      input.focus();
    }
    upload.row.querySelector("form").hidden = true;
    hideCancel(upload, input);
    speak(upload.file.name + ": " + sentence);
  }

  /* ------------------------------------------------------------ asking the server */

  function token() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : form.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  /* {status, said, late}: 0 when no answer came, `late` if it was waited for. A redirect is a way to some sign-in page.
     What is small goes out even if the page is left. */
  async function ask(address, body, upload, headers, patience) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience || PATIENCE);
    if (upload) {
      upload.stop = stop;
    }
    try {
      const answer = await fetch(address, {
        method: body === null ? "GET" : "POST",
        body: body,
        headers: { Accept: "application/json", "X-CSRFToken": token(), ...headers },
        redirect: "manual",
        cache: "no-store",
        keepalive: body instanceof URLSearchParams,
        signal: stop.signal,
      });
      const said = await answer.json().catch(() => ({}));
      return { status: answer.type === "opaqueredirect" ? 401 : answer.status, said: said };
    } catch (error) {
      return { status: 0, said: {}, late: stop.signal.aborted };
    } finally {
      clearTimeout(timer);
    }
  }

  function begin(upload) {
    const file = upload.file;
    const facts = { name: file.name, size: file.size, hint: file.lastModified };
    return ask(form.dataset.upload, new URLSearchParams(facts), upload);
  }

  /* Read before it is sent: a file that is gone, or was written to, is no fault of the line. */
  async function slice(upload) {
    let bytes;
    try {
      bytes = await upload.file.slice(upload.offset, upload.offset + upload.slice).arrayBuffer();
    } catch (error) {
      return { status: 422, said: { error: words.unreadable } };
    }
    const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": String(upload.offset) };
    const answer = await ask(upload.address, bytes, upload, headers);
    if (answer.late) {
      upload.slice = Math.max(upload.slice / 2, SMALLEST_SLICE);
    }
    return answer;
  }

  function finish(upload) {
    show(upload, "checking", words.checking);
    upload.title = upload.row.querySelector("input").value;
    return ask(upload.address + "faerdig/", new URLSearchParams({ title: upload.title }), upload, {}, CHECKING_PATIENCE);
  }

  function step(upload) {
    if (!upload.address) {
      return begin(upload);
    }
    if (!upload.sure) {
      return ask(upload.address, null, upload);
    }
    return upload.offset < upload.file.size ? slice(upload) : finish(upload);
  }

  /* ------------------------------------------------------------ what its answers mean */

  /* That the server answers is not yet that it takes the file: only more of it there ends the rests. */
  function goOn(upload, said) {
    if (said.received > upload.offset) {
      upload.failures = 0;
      upload.heard.clear();
      show(upload, "sending", "");
    }
    upload.sure = true;
    upload.offset = said.received;
    if (said.address) {
      upload.address = said.address;
      forgetBrokenOff(said.address);
    }
    showProgress(upload);
  }

  function done(upload, said) {
    upload.over = true;
    upload.titleAddress = said.title_address;
    upload.row.querySelector(".kp-progress").hidden = true;
    show(upload, "done", said.note || words.done);
    upload.row.querySelector("form button").hidden = false;
    if (document.activeElement !== upload.row.querySelector("input")) {
      saveTitle(upload);
    }
  }

  /* A wait that ends by itself, and at once when the line is back, somebody has signed in, or the file is given up. */
  function rest(upload, seconds, ends) {
    return new Promise((wake) => {
      function up() {
        clearTimeout(timer);
        ends.forEach(([target, name]) => target.removeEventListener(name, up));
        wake();
      }
      const timer = setTimeout(up, seconds * 1000);
      ends.forEach(([target, name]) => target.addEventListener(name, up));
      upload.wake = up;
    });
  }

  async function tryLater(upload, sentence) {
    upload.sure = false;
    show(upload, "resting", navigator.onLine === false ? words.offline : sentence);
    await rest(upload, Math.min(2 ** upload.failures, LONGEST_REST), [[window, "online"]]);
    upload.failures += 1;
  }

  /* Who signs in does so here (whoever listens to kp:signed-out sees to that) or in another window. */
  async function waitForSignIn(upload) {
    upload.sure = false;
    upload.mayRestart = false; /* what is not there after this belongs to somebody else */
    show(upload, "resting", words.away);
    const signIn = rest(upload, 600, [[document, "kp:signed-in"], [window, "focus"]]);
    if (!signedOut) {
      signedOut = true;
      document.dispatchEvent(new CustomEvent("kp:signed-out"));
    }
    await signIn;
  }

  /* The page gives a new token with it, in its cookie. */
  async function renewToken(upload) {
    await fetch(location.href, { redirect: "manual", cache: "no-store" }).catch(() => null);
    upload.sure = false;
  }

  function startOver(upload, sentence) {
    if (!upload.address || !upload.mayRestart) {
      fail(upload, sentence || words.gone);
    }
    upload.address = null;
    upload.sure = false;
  }

  async function answered(upload, answer) {
    const said = answer.said;
    const status = answer.status;
    if (status !== 0 && status !== 401) {
      signedOut = false;
    }
    if ([403, 404, 409].includes(status) && (upload.trouble += 1) > TROUBLE_AT_MOST) {
      fail(upload, said.error || words.gone);
    } else if (status === 201) {
      done(upload, said);
    } else if ((status === 200 || status === 409) && said.received !== undefined) {
      goOn(upload, said);
    } else if (status === 401) {
      await waitForSignIn(upload);
    } else if (status === 403) {
      await renewToken(upload);
    } else if (status === 404) {
      startOver(upload, said.error);
    } else if (status === 0) {
      await tryLater(upload, words.retrying);
    } else if (status === 408 || status === 429 || status >= 500) {
      await tryLater(upload, words.busy);
    } else {
      fail(upload, said.error || words.gone);
    }
  }

  /* ------------------------------------------------------------ one after the other */

  async function send(upload) {
    show(upload, "sending", "");
    while (!upload.over) {
      const answer = await step(upload);
      if (!upload.over) {
        await answered(upload, answer);
      }
    }
  }

  async function run() {
    if (running) {
      return;
    }
    running = true;
    for (let next; (next = uploads.find((upload) => !upload.over)); ) {
      await send(next);
    }
    running = false;
    refreshPage();
  }

  function take(file) {
    const known = uploads.find((each) => !each.over && same(each.file, file));
    if (known) {
      return;
    }
    const upload = { file: file, offset: 0, slice: SLICE, spoken: 0, heard: new Set(), failures: 0, trouble: 0, mayRestart: true };
    upload.row = draw(upload);
    showProgress(upload);
    show(upload, "waiting", running ? words.waiting : "");
    uploads.push(upload);
  }

  function same(one, other) {
    return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
  }

  function stop(upload) {
    upload.over = true;
    if (upload.stop) {
      upload.stop.abort();
    }
    if (upload.wake) {
      upload.wake();
    }
  }

  function cancel(upload) {
    stop(upload);
    if (upload.address) {
      ask(upload.address + "opgiv/", new URLSearchParams());
    }
    upload.row.remove();
    list.hidden = !list.children.length;
    speak(put(words.cancelled, { name: upload.file.name }));
    input.focus();
  }

  /* ------------------------------------------------------------ titles, and the list above */

  async function saveTitle(upload) {
    const title = upload.row.querySelector("input").value;
    if (!upload.titleAddress || title === upload.title) {
      return;
    }
    upload.title = title;
    const answer = await ask(upload.titleAddress, new URLSearchParams({ title: title }));
    const sentence = answer.status === 200 ? words.titleSaved : answer.said.error || words.titleFailed;
    if (answer.status === 200) {
      refreshPage();
    } else {
      upload.title = null;
    }
    if (answer.status === 401) {
      document.dispatchEvent(new CustomEvent("kp:signed-out"));
    }
    upload.heard.delete(sentence);
    show(upload, "done", sentence);
  }

  function forgetBrokenOff(address) {
    document.querySelectorAll("[data-half]").forEach((half) => {
      if (half.dataset.half === address) {
        const box = half.parentElement;
        half.remove();
        box.hidden = !box.querySelector("[data-half]");
      }
    });
  }

  /* The part of the page that says which files there are, as the page says it now. */
  async function refreshPage() {
    const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" }).catch(() => null);
    if (!answer || !answer.ok) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("bilag-nu");
    const old = document.getElementById("bilag-nu");
    if (!fresh || running) {
      return;
    }
    const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    old.replaceWith(document.importNode(fresh, true));
    form.hidden = "full" in fresh.dataset;
    if (focused) {
      const again = [...document.querySelectorAll("#bilag-nu a")].find((link) => link.getAttribute("href") === focused);
      if (again) {
        again.focus();
      }
    }
  }

  /* ------------------------------------------------------------ the form becomes a chooser */

  input.multiple = true;
  form.querySelector("label[for=" + input.id + "]").firstChild.textContent = words.label;
  form.querySelector("[name=title]").closest(".form-group").hidden = true;
  form.querySelectorAll("[data-no-script]").forEach((part) => (part.hidden = true));
  form.querySelectorAll("[data-script-only]").forEach((part) => (part.hidden = false));
  input.addEventListener("change", () => {
    [...input.files].forEach(take);
    input.value = ""; /* so that the same file can be chosen again */
    run();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  /* Somebody else has signed in here: nothing of this person's goes up under another's name. */
  document.addEventListener("kp:other-person", () => {
    leaving = true;
    uploads.forEach(stop);
  });
  window.addEventListener("beforeunload", (event) => {
    if (running && !leaving) {
      event.preventDefault();
    }
  });
})();
