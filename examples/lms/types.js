// What values may be. Each gives the number of the error for a value, 0 for a good one; `wrong` is that of a wrong type.

export const text = (most) => (value, wrong) => ([...value].length <= most ? 0 : wrong);

export const oneOf =
  (...words) =>
  (value, wrong) =>
    words.includes(value) ? 0 : wrong;

/** A decimal number; beside its limits the error is `outside`, where the version has one of its own. */
export const number = (from, to, outside) => (value, wrong) => {
  if (!/^-?\d+(\.\d+)?$/.test(value)) return wrong;
  return Number(value) < from || Number(value) > to ? (outside ?? wrong) : 0;
};

export const form = (pattern) => (value, wrong) => (pattern.test(value) ? 0 : wrong);
