// What a page's boxes are, for tests that measure where things stand. One function of what is asked; it runs in the page.
({ overlay, sticky, small }) => {
  const root = document.querySelector('.cae-root');
  const main = document.querySelector('[data-testid="stMain"]');
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  /** What is left of a box inside all that cuts it off. */
  function clipped(box, element) {
    let { left, top, right, bottom } = box;
    for (let node = element; node && node !== root; node = node.parentElement) {
      if (getComputedStyle(node).overflow === 'visible') continue;
      const edge = node.getBoundingClientRect();
      [left, top] = [Math.max(left, edge.left), Math.max(top, edge.top)];
      [right, bottom] = [Math.min(right, edge.right), Math.min(bottom, edge.bottom)];
    }
    return { left, top, right, bottom, width: right - left, height: bottom - top };
  }

  const found = [];
  const header = document.querySelector('[data-testid="stHeader"]');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (node) =>
    node.nodeType !== Node.TEXT_NODE || root.contains(node) || header.contains(node) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT,
  );
  const range = document.createRange();
  const sizes = [];
  while (walker.nextNode()) {
    const { currentNode } = walker;
    const element = currentNode.parentElement;
    const text = currentNode.data.trim();
    if (!text || ['OPTION', 'STYLE', 'SCRIPT', 'NOSCRIPT'].includes(element.tagName) || !shown(element)) continue;
    // an exponent in a figure is as large as the text it belongs to
    sizes.push([parseFloat(getComputedStyle(element.closest('text') ?? element).fontSize), text]);
    if (!root.contains(element) || element.closest(overlay) || element.closest('svg')) continue;
    range.selectNodeContents(currentNode);
    for (const one of range.getClientRects()) {
      const box = clipped(one, element);
      if (box.width > 1 && box.height > 1) found.push({ element, box, name: text.slice(0, 40) });
    }
  }
  const controls = [...root.querySelectorAll('button, a, select, input')].filter((element) => shown(element));
  for (const element of controls) {
    if (element.closest(overlay)) continue;
    const box = clipped(element.getBoundingClientRect(), element);
    if (box.width > 1 && box.height > 1) found.push({ element, box, name: element.ariaLabel ?? element.textContent.slice(0, 40) });
  }

  const overlaps = [];
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2.5;
  for (let i = 0; i < found.length; i++) {
    for (let j = i + 1; j < found.length; j++) {
      const [a, b] = [found[i], found[j]];
      if (!meet(a.box, b.box) || a.element.contains(b.element) || b.element.contains(a.element)) continue;
      if (a.element.closest(sticky) !== b.element.closest(sticky)) continue;
      const formula = a.element.closest('math'); // its indices and powers lie close on purpose
      if (formula && formula === b.element.closest('math')) continue;
      overlaps.push(`${a.name} and ${b.name}`);
    }
  }
  const targets = controls
    .filter((element) => !element.closest(small))
    .map((element) => [element.ariaLabel || element.textContent || element.className, element.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 23.5 || height < 23.5)
    .map(([name, { width, height }]) => `${name}: ${width.toFixed(1)} × ${height.toFixed(1)}`);
  const field = [...root.querySelectorAll('.cae-heat-map')].filter(shown).map((canvas) => canvas.getBoundingClientRect().height / canvas.height);
  return {
    overlaps,
    targets,
    wide: Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - window.innerWidth),
    high: main.scrollHeight - main.clientHeight,
    smallest: sizes.sort((a, b) => a[0] - b[0])[0],
    row: Math.min(...field),
    panels: [...root.querySelectorAll('.cae-lecture-panel')].filter(shown).length,
  };
};
