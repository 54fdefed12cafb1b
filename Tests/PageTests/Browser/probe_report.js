// Put last into a page of `report`. Leaves nothing of the page but its findings.
addEventListener("load", () => {
  const moments = [...document.querySelectorAll(".moment")];
  const slider = document.getElementById("time");
  const cursor = document.getElementById("cursor");
  const findings = { moments: moments.length, lines: document.querySelectorAll("path[d^=M]").length };
  // The slider shows one moment after another, and where it stands among the losses.
  const places = [];
  findings.slides = moments.every((moment, i) => {
    slider.value = i;
    slider.dispatchEvent(new Event("input"));
    places.push(parseFloat(cursor.style.left));
    return moments.every((other, j) => other.hidden === (i !== j));
  });
  findings.follows = places.every((place, i) => i === 0 || place > places[i - 1]) && places.at(-1) === 100;
  const images = [...document.images];
  findings.images = images.filter((image) => image.naturalWidth > 0).length;
  findings.scripts = document.scripts.length - 1;
  findings.text = document.body.innerText;
  findings.problems = problems.concat(findings.images === images.length ? [] : ["an image is broken"]);
  document.documentElement.textContent = JSON.stringify(findings);
});
