// A key holder opens a seal. Key and identity stay in this page: it can send nothing, and keeps nothing.
(function () {
  "use strict";
  var place = document.getElementById("unseal");
  var said = document.getElementById("unseal-said");
  var person = document.getElementById("unseal-person");
  var key = document.getElementById("unseal-key");
  var words = document.getElementById("unseal-words");

  function bytes(base64) {
    return Uint8Array.from(atob(base64), function (c) {
      return c.charCodeAt(0);
    });
  }

  // The private keys of a key file, wrapped with a passphrase or plain.
  async function keys(text) {
    if (text.trim().startsWith("-----BEGIN AGE")) {
      var file = new age.Decrypter();
      file.addPassphrase(words.value.trim());
      text = await file.decrypt(age.armor.decode(text.trim()), "text");
    }
    return text.match(/AGE-SECRET-KEY-1[0-9A-Z]+/gi) || [];
  }

  async function opened() {
    // Whatever is wrong with the key file is not the seal's fault.
    var own = await keys(key.value).catch(function () {
      return [];
    });
    if (!own.length) {
      throw new Error("no key");
    }
    var seal = new age.Decrypter();
    own.forEach(function (one) {
      seal.addIdentity(one.toUpperCase());
    });
    return JSON.parse(await seal.decrypt(bytes(place.dataset.seal), "text"));
  }

  function show(identity) {
    person.querySelectorAll("[data-member]").forEach(function (cell) {
      var value = identity[cell.dataset.member];
      var text = value && typeof value === "object" ? Object.values(value).filter(Boolean).join(", ") : value;
      cell.textContent = text || "";
      cell.parentElement.hidden = !text;
    });
    person.hidden = false;
  }

  document.getElementById("unseal-file").addEventListener("change", function () {
    var file = this.files[0];
    if (file) {
      file.text().then(function (text) {
        key.value = text;
      });
    }
  });

  document.getElementById("unseal-open").addEventListener("click", function () {
    said.textContent = said.dataset.busy;
    person.hidden = true;
    // The words are shown before the work begins.
    setTimeout(function () {
      opened().then(function (inside) {
        if (inside.number !== place.dataset.number) {
          throw new Error("of another case");
        }
        show(inside.identity);
        said.textContent = said.dataset.done;
        key.value = words.value = "";
      }).catch(function (error) {
        var other = /no identity matched/.test(error.message);
        said.textContent = other ? said.dataset.other : said.dataset.wrong;
      });
    }, 50);
  });
  place.hidden = false;
})();
