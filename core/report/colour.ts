/** A colour as CSS and SVG write it, "#rrggbb". */
export type Hex = `#${string}`;

type Triple = readonly [number, number, number];

/**
 * Mixes two colours in OKLab (Ottosson 2020), where equal steps look equal.
 * @param share of `b`, 0 to 1
 */
export function mix(a: Hex, b: Hex, share: number): Hex {
  const [from, to] = [oklab(channels(a)), oklab(channels(b))];
  return hex(linearOf([0, 1, 2].map((k) => from[k]! + (to[k]! - from[k]!) * share) as unknown as Triple));
}

/** Linear red, green and blue, 0 to 1. */
export function channels(colour: Hex): Triple {
  const value = (at: number): number => {
    const encoded = parseInt(colour.slice(at, at + 2), 16) / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  };
  return [value(1), value(3), value(5)];
}

function hex(linear: Triple): Hex {
  const digits = linear.map((value) => {
    const inside = Math.min(1, Math.max(0, value));
    const encoded = inside <= 0.0031308 ? 12.92 * inside : 1.055 * inside ** (1 / 2.4) - 0.055;
    return Math.round(255 * encoded)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${digits.join('')}`;
}

function oklab([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function linearOf([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
