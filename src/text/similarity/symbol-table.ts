/**
 * One number for every symbol there can be, by which kernels find the places of a symbol without hashing. A kernel puts
 * back to 0 what it set, and finds nothing but zeros.
 *
 * @remarks 4.4 MB of address space per thread; of memory, only the pages of the scripts that occur.
 */
export const SYMBOL_TABLE: Int32Array = new Int32Array(0x110000);
