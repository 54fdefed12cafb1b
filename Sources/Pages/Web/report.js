/** The slider shows the pictures of one report, and where it stands among the losses. */
const slider = document.getElementById("time");
const cursor = document.getElementById("cursor");
const moments = [...document.querySelectorAll(".moment")];

function show() {
  const { words, place } = moments[slider.value].dataset;
  moments.forEach((moment, i) => (moment.hidden = i !== Number(slider.value)));
  document.getElementById("when").textContent = words;
  if (!cursor) return;
  cursor.hidden = false;
  cursor.style.left = `${place}%`;
}

if (slider) {
  slider.oninput = show;
  show();
}
