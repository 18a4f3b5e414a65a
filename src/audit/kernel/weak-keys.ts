// Data table: words that people take for keys. The first group after the lists of common passwords in France (project Richelieu,
// 2019, CC BY 4.0, and the yearly lists in the press), first names after the file of first names of INSEE (2023), the rest the
// words of the trade. Chosen by hand; the rule below makes the list.

const PASSWORDS = `
password motdepasse azerty azertyuiop qwerty qwertyuiop wxcvbn qsdfgh abcdef abc bonjour coucou salut soleil marseille paris lyon toulouse
bordeaux nantes lille france bretagne corsica doudou loulou chouchou boubou amour jetaime iloveyou princesse chocolat caramel vanille papillon
dragon football basket tennis zidane naruto pokemon superman batman starwars tintin asterix matrix master monkey hello welcome letmein admin
administrateur root user test demo toto titi tata lulu kiki mimi lolo maman papa famille maison voiture cheval chaton poisson tigre etoile
fleur cerise banane bisous secret liberte internet ordinateur computer samsung peugeot renault orange musique travail vacances
`;

const NAMES = `
marie jean pierre michel andre philippe nicolas julien thomas camille alexandre maxime oceane marine isabelle celine sandrine caroline elodie
olivier mohamed romain nathalie vincent anthony aurelie sophie antoine sebastien audrey emilie amandine pauline laurent stephane melanie
benjamin valentin marion sabrina charlotte jerome alexis clement frederic vanessa quentin guillaume patrick jessica justine mathieu daniel
lucas emma louise hugo jules leo chloe lea manon ines
`;

const TRADE = `
sel salt cle clef key secretkey pepper poivre seed hash hmac sha1 sha256 md5 pseudo pseudonyme pseudonymisation anonyme anonymisation nir ins
insee secu secsoc sante health hopital hospital chu clinique patient pmsi snds sniiram atih cnam ars drees dim ipp cohorte etude projet project
recherche data donnees opendata changeme default production prod dev interne prive private cnil rgpd dpo stat
`;

const ENDINGS: readonly string[] = ['', '1', '12', '123', '1234', '123456', '!', '.', '*', '0', '00', '01', '2', '7', '13', '31', '69', '75', '2020', '2021', '2022', '2023', '2024', '2025', '2026'];
const YEARS: readonly [number, number] = [1900, 2030];
/** Longest run of one digit, and of digits in their order. */
const LONGEST_RUN = 16;

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/**
 * Makes the list of weak keys: every word in three cases with every ending, the years, runs of one digit and of digits in
 * their order.
 *
 * @returns over 10,000 texts, each once, always in the same order.
 */
export function weakKeys(): readonly string[] {
  const all = [...words(PASSWORDS), ...words(NAMES), ...words(TRADE)];
  const endings = ENDINGS.flatMap((ending) => all.flatMap((word) => [word, word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()].map((cased) => `${cased}${ending}`)));
  const years = Array.from({ length: YEARS[1] - YEARS[0] + 1 }, (_, index) => String(YEARS[0] + index));
  const lengths = Array.from({ length: LONGEST_RUN }, (_, index) => index + 1);
  const runs = lengths.flatMap((length) => [...Array.from({ length: 10 }, (_, digit) => String(digit).repeat(length)), '12345678901234567890'.slice(0, length), '01234567890123456789'.slice(0, length), '98765432109876543210'.slice(0, length)]);
  return [...new Set([...runs, ...endings, ...years])];
}
