/**
 * Makes something that outlives the component that first asks for it. What a component derives belongs to it, and goes still
 * when it goes: read afterwards, it has the value of before.
 */
export function outliving<T>(make: () => T): T {
  let made: T | undefined;
  $effect.root(() => {
    made = make();
  });
  return made as T;
}
