// Days as numbers (days since the day before 0001-01-01, as Python's date.toordinal; 0 is unknown) → as people write them.

const UNIX = 719163; // 1970-01-01

const parts = (day) => new Date((day - UNIX) * 86400000).toISOString().split("T")[0].split("-");
export const iso = (day) => parts(day).join("-");

// 2023, 2023-01, 2023-01-06, 2023-01-06 – 2023-02-01, 2023-01-06 – , or "" where nothing is known.
export function span(from, to) {
  if (!from && !to) return "";
  if (!from) return `– ${iso(to)}`;
  if (!to) return `${iso(from)} –`;
  if (from === to) return iso(from);
  const [begin, end] = [parts(from), parts(to)];
  const whole = begin[2] === "01" && parts(to + 1)[2] === "01"; // from the first of a month to the last of one
  if (whole && begin[0] === end[0] && begin[1] === end[1]) return `${begin[0]}-${begin[1]}`;
  if (whole && begin[0] === end[0] && begin[1] === "01" && end[1] === "12") return begin[0];
  return `${iso(from)} – ${iso(to)}`;
}
