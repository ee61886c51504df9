// The contrast of every text that is shown, by WCAG 2.2: [{text, colour, ground, ratio}]. Disabled controls do not count.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = rgba(colour).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (rgba(colour)[3] > 250) return colour;
    }
    return "white";
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || !element.checkVisibility() || element.closest("button:disabled, script, noscript, option")) continue;
    const [colour, below] = [getComputedStyle(element).color, ground(element)];
    const [a, b] = [light(colour), light(below)].sort((x, y) => y - x);
    found.push({ text: node.textContent.trim().slice(0, 40), colour, ground: below, ratio: Math.round(((a + 0.05) / (b + 0.05)) * 100) / 100 });
  }
  return found;
};
