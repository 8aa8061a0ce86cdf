// Keeps the offline page ready. Registered after loading, so that nobody waits for it.
if ("serviceWorker" in navigator) {
  addEventListener("load", function () {
    navigator.serviceWorker.register("/sw.js").catch(function () {});
  });
}
