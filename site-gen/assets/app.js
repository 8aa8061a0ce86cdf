// Comfort for those who have JavaScript; every page works without it.
(function () {
  "use strict";
  var DRAFT = "tanggap-draft";
  var DRAFT_DAYS = 7;
  // What a draft keeps: never names or contacts, since the telephone may be shared.
  var KEPT = ["class", "category", "unit", "narrative", "incident_place", "incident_date", "reported_party", "requested_outcome"];

  var form = document.querySelector("[data-form]");
  var status = document.querySelector("[data-status]");

  function say(text) {
    if (status) {
      status.textContent = text;
    }
  }

  function newKey() {
    return window.crypto && crypto.randomUUID ? crypto.randomUUID() : Date.now() + "-" + Math.random();
  }

  // Storage may be switched off; then there are no drafts.
  function stored(action, value) {
    try {
      return localStorage[action + "Item"](DRAFT, value);
    } catch (off) {
      return null;
    }
  }

  // One press sends once. The button stays focusable, so that nobody loses their place.
  function sendOnce() {
    var button = form.querySelector("[type=submit]");
    var sent = false;
    form.addEventListener("submit", function (event) {
      if (event.defaultPrevented) {
        return;
      }
      var offline = navigator.onLine === false && form.dataset.offline;
      if (sent || offline) {
        event.preventDefault();
        say(offline || form.dataset.sending);
        return;
      }
      sent = true;
      button.setAttribute("aria-disabled", "true");
      say(form.dataset.sending);
    });
    // Back from the receipt: the page may come out of the browser's memory.
    window.addEventListener("pageshow", function (event) {
      if (event.persisted) {
        sent = false;
        button.removeAttribute("aria-disabled");
        say("");
        // The same text sent again is the same complaint; another text needs a key of its own.
        form.addEventListener("input", function () {
          var key = form.elements.submission_key;
          if (key) {
            key.value = newKey();
          }
        }, { once: true });
      }
    });
  }

  // When very much is sent, the server asks for a little work. Nobody waits for it or sees it; without it a
  // person looks at the complaint first.
  function prove(fields) {
    var asked = 0;
    form.addEventListener("input", function () {
      if (Date.now() - asked < 54e4 || !window.fetch || !window.Worker) {
        return;
      }
      asked = Date.now();
      worked("").then(function (answer) {
        fields.altcha.value = answer || "";
      }).catch(function () {});
    });
  }

  // The answer to the work that the server asks for, if it asks for any.
  function worked(question) {
    return fetch("/api/challenge" + question).then(function (answer) {
      return answer.status === 200 ? answer.json() : null;
    }).then(function (challenge) {
      return challenge && new Promise(function (done) {
        var worker = new Worker(form.dataset.proof);
        worker.onmessage = function (event) {
          worker.terminate();
          done(event.data);
        };
        worker.postMessage(challenge);
      });
    });
  }

  function complaintForm() {
    var fields = form.elements;
    var remove = form.querySelector("[data-draft-delete]");
    var fresh = !document.querySelector(".errors");
    var key = fields.submission_key;
    if (key && !key.value) {
      key.value = newKey();
    }

    function isNamed() {
      return fields.identity_mode.value === "named";
    }

    function save() {
      if (!isNamed()) {
        stored("remove");
        remove.hidden = true;
        return;
      }
      var draft = { at: Date.now(), values: {} };
      KEPT.forEach(function (name) {
        draft.values[name] = fields[name].value;
      });
      stored("set", JSON.stringify(draft));
      if (stored("get")) {
        remove.hidden = false;
        say(form.dataset.saved);
      }
    }

    function restore() {
      var draft = null;
      try {
        draft = JSON.parse(stored("get"));
      } catch (broken) {
        // As good as none.
      }
      if (!draft || !draft.values || Date.now() - draft.at > DRAFT_DAYS * 864e5) {
        stored("remove");
        return;
      }
      remove.hidden = false;
      // What the server sent back is newer than any draft.
      if (fields.narrative.value || document.querySelector(".errors")) {
        return;
      }
      fresh = false;
      fields.identity_mode.value = "named";
      KEPT.forEach(function (name) {
        if (draft.values[name]) {
          fields[name].value = draft.values[name];
        }
      });
      say(form.dataset.restored);
    }

    // Only who does not want to be known needs the hint that a text tells its author.
    var watched = false;
    function watch() {
      var mode = fields.identity_mode.value;
      if (!watched && mode && mode !== "named") {
        watched = true;
        document.head.append(Object.assign(document.createElement("script"), { src: form.dataset.watch }));
      }
    }
    form.addEventListener("change", watch);
    watch();

    var timer;
    form.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(save, 500);
    });
    remove.addEventListener("click", function () {
      clearTimeout(timer);
      stored("remove");
      remove.hidden = true;
      say(form.dataset.deleted);
      form.querySelector("[type=submit]").focus();
    });
    restore();
    prove(fields);
    // Only whoever fills in an empty form can be too fast for a person.
    form.addEventListener("submit", function () {
      fields.elapsed.value = fresh && window.performance ? Math.floor(performance.now() / 1000) : "";
    });
  }

  var PHOTO_SIDE = 2000;
  var PHOTO_LIGHT = 4e5;

  function megabytes(bytes) {
    return (Math.ceil(bytes / 1e5) / 10).toLocaleString(document.documentElement.lang) + " MB";
  }

  // What cannot be made smaller goes as it is; the server has the last word.
  function smaller(file) {
    if (file.type.indexOf("image/") !== 0 || file.size < PHOTO_LIGHT || !window.createImageBitmap) {
      return Promise.resolve(file);
    }
    return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (photo) {
      var share = Math.min(1, PHOTO_SIDE / Math.max(photo.width, photo.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(photo.width * share);
      canvas.height = Math.round(photo.height * share);
      canvas.getContext("2d").drawImage(photo, 0, 0, canvas.width, canvas.height);
      return new Promise(function (done) {
        canvas.toBlob(done, "image/jpeg", 0.8);
      });
    }).then(function (blob) {
      return blob && blob.size < file.size ? new File([blob], file.name, { type: blob.type }) : file;
    }).catch(function () {
      return file;
    });
  }

  // What the server says is wrong has words; what fails on the way has none, and may be tried again.
  function ask(path, question) {
    question.language = document.documentElement.lang;
    return fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(question)
    }).then(function (answer) {
      return answer.json().then(function (said) {
        if (answer.ok) {
          return said;
        }
        throw (answer.status === 422 && said.errors[0]) || { work: /proof_/.test(said.type) };
      });
    });
  }

  // Leave to send a file: from a busy network for a little work, where the page has the means.
  function allowed(file, proof) {
    // What the file is called is nobody's business.
    return ask("/api/uploads", { file_name: "", content_type: file.type, size: file.size, altcha: proof }).catch(function (wrong) {
      if (proof || !wrong.work) {
        throw wrong;
      }
      return worked("?for=upload").then(function (answer) {
        // Asked once: without an answer the server has the last word.
        return allowed(file, answer || "-");
      });
    });
  }

  function post(leave, file, progress) {
    return new Promise(function (done, failed) {
      var body = new FormData();
      var request = new XMLHttpRequest();
      Object.keys(leave.fields).forEach(function (name) {
        body.append(name, leave.fields[name]);
      });
      body.append("file", file, "file");
      request.upload.onprogress = function (event) {
        progress(Math.floor(event.loaded * 100 / event.total));
      };
      request.onload = function () {
        (request.status < 300 ? done : failed)({});
      };
      request.onerror = request.ontimeout = failed;
      request.open(leave.method, leave.url);
      request.send(body);
    });
  }

  function checked(id, tries) {
    return ask("/api/uploads/check", { upload_id: id }).then(function (said) {
      if (said.state === "ready") {
        return said;
      }
      if (said.state !== "cleaning" || !tries) {
        throw said.state === "refused" ? said : {};
      }
      return new Promise(function (done) {
        setTimeout(done, 500);
      }).then(function () {
        return checked(id, tries - 1);
      });
    });
  }

  // Files go ahead of the form, one by one: a slow or broken line costs one file, not the whole form. What does
  // not get through goes with the form, as it does without scripts.
  function files(input) {
    var list = input.parentNode.querySelector("[data-files]");
    var status = list.nextElementSibling;
    var text = list.dataset;
    var owner = input.form;
    var items = [];
    var busy = false;
    var pressed = null;

    function tell(words) {
      status.textContent = words;
    }

    function part(item, tag, words) {
      var element = document.createElement(tag);
      element.textContent = words;
      item.line.append(element, " ");
      return element;
    }

    function button(item, words, act) {
      var made = part(item, "button", words);
      made.type = "button";
      made.className = "second";
      made.setAttribute("aria-label", words + " " + item.file.name);
      made.addEventListener("click", act);
      return made;
    }

    function move(item, step, words) {
      item.step = step;
      item.state.textContent = words;
      item.again.hidden = step !== "failed";
    }

    function remove(item) {
      items.splice(items.indexOf(item), 1);
      item.line.remove();
      input.focus();
    }

    function add(file) {
      var item = { file: file, line: document.createElement("li") };
      part(item, "span", file.name);
      item.size = part(item, "span", megabytes(file.size));
      item.state = part(item, "strong", "");
      item.again = button(item, text.retry, function () {
        move(item, "waiting", text.preparing);
        input.focus();
        next();
      });
      button(item, text.remove, function () {
        remove(item);
      });
      move(item, "waiting", text.preparing);
      items.push(item);
      list.append(item.line);
    }

    function send(item) {
      var id;
      move(item, "sending", text.preparing);
      return (item.small ? Promise.resolve(item.file) : smaller(item.file)).then(function (file) {
        item.small = true;
        if (file.size < item.file.size) {
          item.size.textContent = text.shrunk.replace("{before}", megabytes(item.file.size)).replace("{after}", megabytes(file.size));
        }
        item.file = file;
        return allowed(file);
      }).then(function (leave) {
        id = leave.upload_id;
        return post(leave, item.file, function (percent) {
          item.state.textContent = text.sending.replace("{percent}", percent);
        });
      }).then(function () {
        item.state.textContent = text.preparing;
        return checked(id, 40);
      }).then(function () {
        var hidden = part(item, "input", "");
        hidden.type = "hidden";
        hidden.name = "upload_ids";
        hidden.value = id;
        move(item, "ready", text.ready);
      }, function (wrong) {
        move(item, wrong.message && wrong.code ? "refused" : "failed", wrong.code ? wrong.message : text.failed);
      });
    }

    function next() {
      var item = items.filter(function (item) {
        return item.step === "waiting";
      })[0];
      if (busy) {
        return;
      }
      if (item) {
        busy = true;
        send(item).then(function () {
          busy = false;
          tell(item.file.name + ": " + item.size.textContent + ". " + item.state.textContent);
          next();
        });
      } else if (pressed) {
        item = pressed;
        pressed = null;
        item.click();
      }
    }

    input.addEventListener("change", function () {
      var room = text.files - owner.querySelectorAll("[type=checkbox][name=upload_ids]:checked").length - items.filter(function (item) {
        return item.step !== "refused";
      }).length;
      var chosen = [].slice.call(input.files);
      input.value = "";
      tell(chosen.length > room ? text.many.replace("{files}", text.files) : "");
      chosen.slice(0, Math.max(0, room)).forEach(add);
      next();
    });
    owner.addEventListener("submit", function (event) {
      var rest = new DataTransfer();
      if (navigator.onLine !== false && (busy || items.some(function (item) {
        return item.step === "waiting";
      }))) {
        event.preventDefault();
        pressed = event.submitter || owner.querySelector("[type=submit]");
        tell(text.hold);
        return;
      }
      items.forEach(function (item) {
        if (item.step === "failed") {
          rest.items.add(item.file);
        }
      });
      input.files = rest.files;
    });
    window.addEventListener("online", function () {
      items.forEach(function (item) {
        if (item.step === "failed") {
          move(item, "waiting", text.preparing);
        }
      });
      next();
    });
    // Back from the receipt: another text needs files of its own.
    window.addEventListener("pageshow", function (event) {
      if (event.persisted) {
        owner.addEventListener("input", function () {
          items = [];
          list.textContent = "";
        }, { once: true, capture: true });
      }
    });
  }

  var evidence = document.querySelector("[name=evidence]");
  if (evidence && window.fetch && window.DataTransfer) {
    files(evidence);
  }
  if (form) {
    if (form.dataset.form === "complaint") {
      complaintForm();
    }
    sendOnce();
  }
})();
