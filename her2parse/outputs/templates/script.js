(function () {
  "use strict";
  var tools = document.getElementById("tools");
  if (!tools) return;
  tools.hidden = false;
  var box = document.getElementById("find"), pick = document.getElementById("pick"), said = document.getElementById("said");
  var items = Array.prototype.slice.call(document.querySelectorAll("[data-find]"));
  function apply() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean), tag = pick.value, shown = 0, all = 0;
    items.forEach(function (item) {
      var text = item.getAttribute("data-find"), tags = " " + item.getAttribute("data-tags") + " ";
      var fits = words.every(function (word) { return text.indexOf(word) >= 0; }) && (!tag || tags.indexOf(" " + tag + " ") >= 0);
      item.hidden = !fits;
      if (item.tagName === "TR") { all += 1; if (fits) shown += 1; }
    });
    said.textContent = shown + " of " + all + " patients";
  }
  box.addEventListener("input", apply);
  pick.addEventListener("change", apply);
  apply();
})();
window.addEventListener("beforeprint", function () {
  document.querySelectorAll("details:not(.aside)").forEach(function (one) { if (!one.open) { one.open = true; one.dataset.closed = "1"; } });
});
window.addEventListener("afterprint", function () {
  document.querySelectorAll("details[data-closed]").forEach(function (one) { one.open = false; delete one.dataset.closed; });
});
