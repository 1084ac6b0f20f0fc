// PDFs dropped anywhere on the box are as good as chosen ones.
const box = document.getElementById("caricamento");
const input = document.getElementById("file");
if (box) {
  for (const name of ["dragover", "dragenter"]) box.addEventListener(name, (event) => { event.preventDefault(); box.classList.add("over"); });
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    box.requestSubmit();
  });
}
