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
    if (window.crypto && crypto.randomUUID) {
      return crypto.randomUUID();
    }
    return Date.now().toString(36) + "-" + Math.random().toString(36).slice(2);
  }

  // Storage may be switched off; then there are no drafts.
  function stored(action, value) {
    try {
      return action === "get" ? localStorage.getItem(DRAFT) : action === "set" ? localStorage.setItem(DRAFT, value) : localStorage.removeItem(DRAFT);
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
      if (sent) {
        event.preventDefault();
        return;
      }
      if (navigator.onLine === false && form.dataset.offline) {
        event.preventDefault();
        say(form.dataset.offline);
        return;
      }
      sent = true;
      button.setAttribute("aria-disabled", "true");
      say(form.dataset.sending || "");
    });
    // Back from the receipt: the page may come out of the browser's memory.
    window.addEventListener("pageshow", function (event) {
      if (event.persisted) {
        sent = false;
        button.removeAttribute("aria-disabled");
        say("");
        // The same text sent again is the same complaint; another text needs a key of its own.
        form.addEventListener("input", function () {
          if (form.elements.submission_key) {
            form.elements.submission_key.value = newKey();
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
      fetch("/api/challenge").then(function (answer) {
        return answer.status === 200 ? answer.json() : null;
      }).then(function (challenge) {
        if (challenge) {
          var worker = new Worker(form.dataset.proof);
          worker.onmessage = function (event) {
            fields.altcha.value = event.data;
            worker.terminate();
          };
          worker.postMessage(challenge);
        }
      }).catch(function () {});
    });
  }

  function complaintForm() {
    var fields = form.elements;
    var remove = form.querySelector("[data-draft-delete]");
    var fresh = !document.querySelector(".errors");
    if (fields.submission_key && !fields.submission_key.value) {
      fields.submission_key.value = newKey();
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
        stored("remove");
      }
      if (!draft || !draft.values) {
        return;
      }
      if (Date.now() - draft.at > DRAFT_DAYS * 864e5) {
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

    // What in the text would tell who wrote it; a hint only, and only for those who do not want that.
    var signs = form.querySelector("[data-signs]");
    var asked = 0;

    function look() {
      var mine = ++asked;
      var text = fields.narrative.value;
      if (!fields.identity_mode.value || isNamed() || text.length < 10 || !window.fetch) {
        signs.hidden = true;
        return;
      }
      fetch("/api/check", { method: "POST", headers: { "Accept": "application/json" }, body: new URLSearchParams({ text: text }) }).then(function (answer) {
        return answer.json();
      }).then(function (found) {
        if (mine !== asked) {
          return;
        }
        signs.hidden = !found.signs || !found.signs.length;
        signs.textContent = "";
        if (!signs.hidden) {
          var list = document.createElement("ul");
          found.signs.forEach(function (sign) {
            var item = document.createElement("li");
            item.textContent = "\u201c" + sign.excerpt + "\u201d";
            list.append(item);
          });
          signs.append(signs.dataset.signs, list, signs.dataset.signsText);
        }
      }).catch(function () {
        signs.hidden = true;
      });
    }

    form.addEventListener("change", function (event) {
      if (event.target.name === "narrative" || event.target.name === "identity_mode") {
        look();
      }
    });

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
  var FILES_MB = 4;

  function megabytes(bytes) {
    return (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }) + " MB";
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

  function sum(files) {
    return [].reduce.call(files, function (bytes, file) {
      return bytes + file.size;
    }, 0);
  }

  // A photo of a telephone takes minutes on a slow line; what is sent is what the agency keeps anyway.
  function photos() {
    var input = form.elements.evidence;
    input.addEventListener("change", function () {
      var chosen = [].slice.call(input.files);
      Promise.all(chosen.map(smaller)).then(function (files) {
        var list = new DataTransfer();
        files.forEach(function (file) {
          list.items.add(file);
        });
        input.files = list.files;
        var before = sum(chosen);
        var after = sum(files);
        if (after > FILES_MB * 1e6) {
          say(form.dataset.heavy.replace("{size}", megabytes(after)).replace("{most}", FILES_MB));
        } else {
          say(after < before ? form.dataset.smaller.replace("{before}", megabytes(before)).replace("{after}", megabytes(after)) : "");
        }
      }).catch(function () {});
    });
  }

  // The check symbol, as the server counts it: GF(32), weights 1, a, a^2 ... must sum to zero.
  var SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  function timesAlpha(value) {
    value <<= 1;
    return value & 32 ? value ^ 37 : value;
  }

  function multiply(a, b) {
    var sum = 0;
    for (var bit = 4; bit >= 0; bit--) {
      sum = timesAlpha(sum) ^ ((b >> bit) & 1 ? a : 0);
    }
    return sum;
  }

  function fold(typed) {
    return typed.normalize("NFKC").toUpperCase().replace(/[^\p{L}\p{N}]/gu, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  }

  function passes(symbols) {
    var sum = 0;
    var weight = 1;
    for (var i = 0; i < symbols.length; i++) {
      var value = SYMBOLS.indexOf(symbols[i]);
      if (value < 0) {
        return false;
      }
      sum ^= multiply(value, weight);
      weight = timesAlpha(weight);
    }
    return sum === 0;
  }

  function numberProblem(typed) {
    var folded = fold(typed);
    var known = form.dataset.codes.split(" ").some(function (code) {
      return folded.length === code.length + 8 && folded.indexOf(fold(code)) === 0;
    });
    // Another agency's number, or none at all: the server says it better.
    if (!known) {
      return folded.length < 10 || folded.length > 13 ? form.dataset.numberLength : "";
    }
    return passes(folded.slice(-8)) ? "" : form.dataset.numberWrong;
  }

  function codeProblem(typed) {
    var folded = fold(typed);
    if (!folded) {
      return "";
    }
    if (folded.length !== 16) {
      return form.dataset.codeLength;
    }
    return passes(folded) ? "" : form.dataset.codeWrong;
  }

  function showProblem(input, problem) {
    var old = document.getElementById("e-" + input.name);
    var ids = (input.getAttribute("aria-describedby") || "").split(" ").filter(function (id) {
      return id && id !== "e-" + input.name;
    });
    if (old) {
      old.remove();
    }
    input.closest(".field").classList.toggle("bad", !!problem);
    if (problem) {
      var text = document.createElement("p");
      text.className = "error";
      text.id = "e-" + input.name;
      text.textContent = problem;
      input.before(text);
      ids.push(text.id);
      input.setAttribute("aria-invalid", "true");
    } else {
      input.removeAttribute("aria-invalid");
    }
    input.setAttribute("aria-describedby", ids.join(" "));
  }

  // A mistyped number is told at once, without asking the server.
  function statusForm() {
    form.addEventListener("submit", function (event) {
      var number = form.elements.number;
      var code = form.elements.access_code;
      var problems = [[number, numberProblem(number.value)], [code, codeProblem(code.value)]];
      var wrong = problems.filter(function (pair) {
        showProblem(pair[0], pair[1]);
        return pair[1];
      });
      if (wrong.length) {
        event.preventDefault();
        wrong[0][0].focus();
        say(wrong[0][1]);
      }
    });
  }

  function receipt() {
    stored("remove");
    var copy = document.querySelector("[data-copy-button]");
    var print = document.querySelector("[data-print-button]");
    if (navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", function () {
        var lines = [].map.call(document.querySelectorAll("[data-copy]"), function (part) {
          return part.textContent;
        });
        navigator.clipboard.writeText(lines.join("\n")).then(function () {
          say(copy.dataset.copied);
        });
      });
    }
    print.hidden = false;
    print.addEventListener("click", function () {
      window.print();
    });
  }

  if (form) {
    if (form.dataset.form === "complaint") {
      complaintForm();
      photos();
    } else {
      statusForm();
    }
    sendOnce();
  }
  if (document.querySelector("[data-receipt]")) {
    receipt();
  }
})();
