// Names as they are spoken. In: the readings that Python wrote, a name, what was typed. Out: syllables; whether it fits.

// The syllables of a name: the reading of each character, runs of others whole (src/kgraph/exports/explorer_names.py).
export function syllables(name, { readings, others }) {
  if (Object.hasOwn(others, name)) return others[name].toLowerCase().split(/\s+/).filter(speakable);
  const parts = [];
  let run = "";
  for (const character of name) {
    if (Object.hasOwn(readings, character)) {
      parts.push(run, readings[character]);
      run = "";
    } else run += character;
  }
  return [...parts, run].map((part) => part.trim().toLowerCase()).filter(speakable);
}

const speakable = (part) => /[\p{L}\p{N}]/u.test(part);

// Where in the syllables `typed` begins so that each next one gives one or more of its first letters: zhengzhou, zzs,
// zhengzs; -1 if nowhere. Every reading of the typed letters is tried: "xian" is xian and xi an.
export function heard(typed, said) {
  for (let start = 0; start < said.length; start += 1) if (fits(typed, 0, said, start)) return start;
  return -1;
}

function fits(typed, at, said, index) {
  if (at === typed.length) return true;
  if (index === said.length) return false;
  const most = common(typed, at, said[index]);
  for (let length = most; length > 0; length -= 1) if (fits(typed, at + length, said, index + 1)) return true;
  return false;
}

function common(typed, at, syllable) {
  let length = 0;
  while (length < syllable.length && typed[at + length] === syllable[length]) length += 1;
  return length;
}
