// A little work that floods cannot afford: the ALTCHA protocol, version 2, with PBKDF2.
onmessage = function (event) {
  var asked = event.data.parameters;
  var nonce = bytes(asked.nonce);
  var salt = bytes(asked.salt);
  var password = new Uint8Array(nonce.length + 4);
  password.set(nonce);

  function bytes(hex) {
    return Uint8Array.from(hex.match(/../g) || [], function (pair) {
      return parseInt(pair, 16);
    });
  }

  function hex(buffer) {
    return Array.from(new Uint8Array(buffer), function (byte) {
      return (byte + 256).toString(16).slice(1);
    }).join("");
  }

  function attempt(counter) {
    new DataView(password.buffer).setUint32(nonce.length, counter);
    return crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]).then(function (key) {
      return crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: salt, iterations: asked.cost }, key, asked.keyLength * 8);
    }).then(function (derived) {
      var found = hex(derived);
      if (found.indexOf(asked.keyPrefix) !== 0) {
        return attempt(counter + 1);
      }
      postMessage(btoa(JSON.stringify({ challenge: event.data, solution: { counter: counter, derivedKey: found } })));
    });
  }
  attempt(0);
};
