// Reloads this page when the site it came from has changed.
(() => {
  const version = new URL(document.currentScript.src).search.slice(1);
  const versions = new EventSource("/_live");
  versions.onmessage = (event) => {
    if (event.data !== version) {
      versions.close();
      location.reload();
    }
  };
})();
