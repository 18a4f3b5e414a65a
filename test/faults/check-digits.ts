// Check digits of French identifiers, computed the slow and obvious way from the published rules: big integers and
// digit lists, none of it taken from the library that the faults are to test.

/** The two digits that follow the 13 characters of a NIR: 97 minus the number modulo 97, 2A counting as 19 and 2B as 18. */
export function nirDigits(thirteen: string): string {
  const number = BigInt(thirteen.replace('2A', '19').replace('2B', '18'));
  return String(97n - (number % 97n)).padStart(2, '0');
}

/** Sum of digits, every second one from the right doubled and its own digits added. */
function luhnSum(digits: string): number {
  let sum = 0;
  [...digits].reverse().forEach((digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum;
}

/** The last digit of a number whose digits before it are given: with it, the Luhn sum is a multiple of ten. Letters count by `A` = 1, `B` = 2. */
export function luhnDigit(before: string): string {
  const digits = before.replace('A', '1').replace('B', '2');
  return String((10 - (luhnSum(`${digits}0`) % 10)) % 10);
}

/** The last digit of an EAN-13: weights 1 and 3 in turn from the left. */
export function eanDigit(twelve: string): string {
  const sum = [...twelve].reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3), 0);
  return String((10 - (sum % 10)) % 10);
}

/** The last digit of a SIRET of La Poste other than its head office: the plain sum of the 14 digits is a multiple of five. */
export function postOfficeDigit(thirteen: string): string {
  const sum = [...thirteen].reduce((total, digit) => total + Number(digit), 0);
  return String((5 - (sum % 5)) % 5);
}

/** The whole of a French IBAN from bank, branch and account: the national key, then the two digits of ISO 13616. */
export function frenchIban(bank: string, branch: string, account: string): string {
  const weighed = 89n * BigInt(bank) + 15n * BigInt(branch) + 3n * BigInt(account);
  const national = bank + branch + account + String(97n - (weighed % 97n)).padStart(2, '0');
  // F is 15 and R is 27.
  return `FR${String(98n - (BigInt(`${national}152700`) % 97n)).padStart(2, '0')}${national}`;
}
