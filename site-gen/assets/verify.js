// Verifies a receipt in the browser. Where it cannot, the form asks the server.
(function () {
  "use strict";
  var form = document.querySelector("[data-verify]");
  var box = form.elements.text;
  var verdict = document.querySelector("[data-verdict]");
  var SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  var OPENINGS = ["TANDA TERIMA PENGADUAN", "RECEIPT OF A SUBMISSION"];
  var MARK = "TANGGAP1";

  // As `complaint::receipt::canonical` does it.
  function canonical(text) {
    return text.normalize("NFC")
      .replace(/[*_~`>\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, "")
      .replace(/[\u2010-\u2015\u2212]/g, "-")
      .replace(/[\u2018-\u201b]/g, "'")
      .replace(/[\u201c-\u201f]/g, "\"")
      .replace(/[\s\u0085]+/g, " ")
      .normalize("NFC")
      .trim();
  }

  function read(pasted) {
    var text = canonical(pasted);
    var end = text.lastIndexOf(MARK);
    var before = text.slice(0, Math.max(end, 0));
    var start = Math.max(before.lastIndexOf(OPENINGS[0]), before.lastIndexOf(OPENINGS[1]));
    var symbols = text.slice(end + MARK.length).replace(/ /g, "").toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1").slice(0, 111);
    if (end < 0 || start < 0 || symbols.length < 111) {
      return null;
    }
    var bits = "";
    for (var i = 8; i < 111; i++) {
      var value = SYMBOLS.indexOf(symbols[i]);
      if (value < 0) {
        return null;
      }
      bits += (32 + value).toString(2).slice(1);
    }
    var signature = new Uint8Array(64);
    for (var at = 0; at < 64; at++) {
      signature[at] = parseInt(bits.slice(at * 8, at * 8 + 8), 2);
    }
    return { text: before.slice(start).trim(), key: symbols.slice(0, 8), signature: signature };
  }

  function bytes(base64url) {
    var binary = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(binary, function (c) {
      return c.charCodeAt(0);
    });
  }

  function say(name, text) {
    verdict.hidden = false;
    verdict.textContent = form.dataset[name];
    verdict.classList.toggle("warn", name !== "genuine");
    if (text) {
      var quote = document.createElement("p");
      quote.textContent = text;
      verdict.append(quote);
    }
  }

  function check() {
    var found = read(box.value);
    if (!found) {
      say("none");
      return Promise.resolve();
    }
    return key(found.key, form.dataset.keys.split(" "), true).then(function (key) {
      if (!key) {
        say("unknown");
        return null;
      }
      return crypto.subtle.importKey("raw", bytes(key.public_key), { name: "Ed25519" }, false, ["verify"]).then(function (imported) {
        return crypto.subtle.verify({ name: "Ed25519" }, imported, found.signature, new TextEncoder().encode(found.text));
      }).then(function (genuine) {
        say(genuine ? "genuine" : "forged", genuine && found.text);
      });
    });
  }

  // The site's own copy of the keys comes first, and is enough when the function is out of reach; a newer key is
  // known to the function only. That a key is unknown can be said only when every list was read.
  function key(id, lists, all) {
    if (!lists.length) {
      if (all) {
        return Promise.resolve(null);
      }
      throw new Error("unread");
    }
    return fetch(lists[0]).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).catch(function () {
      return null;
    }).then(function (list) {
      var known = list && list.keys.filter(function (one) {
        return one.key_id === id;
      })[0];
      return known || key(id, lists.slice(1), all && !!list);
    });
  }

  form.addEventListener("submit", function (event) {
    if (!window.fetch || !window.crypto || !crypto.subtle) {
      return;
    }
    event.preventDefault();
    // Old browsers do not know the algorithm: the server does. Without it nobody can be asked now.
    check().catch(function (wrong) {
      if (wrong.message === "unread") {
        say("later");
      } else {
        form.submit();
      }
    });
  });

  // The link of the printed code carries the receipt behind the hash, which browsers do not send.
  if (location.hash.length > 1) {
    try {
      box.value = decodeURIComponent(location.hash.slice(1).replace(/\+/g, " "));
      check().catch(function () {
        say("later");
      });
    } catch (broken) {
      box.value = "";
    }
  }
})();
