// Colours for what is drawn on a canvas, light or dark as the reader's system is. In: nothing. Out: hex colours.

export const FONT = 'system-ui, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
const LIGHT = { paper: "#ffffff", ink: "#22252a", soft: "#5b6168", line: "#e3e1dc", edge: "#b9bdc3", strong: "#6b7078", faded: "#e7e8ea", other: "#7a8088" };
const DARK = { paper: "#1e2125", ink: "#dfe2e6", soft: "#a3a9b1", line: "#33373d", edge: "#565c64", strong: "#a3a9b1", faded: "#2b2f34", other: "#8b9199" };

const dark = matchMedia("(prefers-color-scheme: dark)");

export const looks = () => (dark.matches ? DARK : LIGHT);

// Calls `change` when the reader's system turns dark or light.
export const onTurn = (change) => dark.addEventListener("change", change);
