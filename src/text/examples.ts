/** Texts to start from, each with something that explanations differ on: contrast, negation, irony, emoji, length. */
export const examples: readonly { readonly label: string; readonly text: string }[] = [
  { label: 'Contrast', text: 'I absolutely love this phone, but the battery life is short.' },
  { label: 'Negation', text: "The plot wasn't bad at all, and I never once looked at my watch." },
  { label: 'Irony', text: 'Great, another update that deletes my photos. Just what I needed.' },
  { label: 'Neutral', text: 'The train to Lisbon leaves at nine from platform four.' },
  { label: 'Emoji', text: 'Two hours in the queue for cold soup 🙃 thanks @canteen #lunch' },
  {
    label: 'Review',
    text:
      'We stayed three nights in March. The room was small but spotless, and the people at the desk could not have been ' +
      'kinder when our luggage went missing. Breakfast was forgettable: lukewarm coffee, stale rolls, the same fruit ' +
      'every morning. Still, the view over the harbour at sunrise made up for all of it.',
  },
];
