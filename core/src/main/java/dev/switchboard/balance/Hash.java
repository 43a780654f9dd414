package dev.switchboard.balance;

import dev.switchboard.endpoint.Endpoint;

/** Numbers that stand for things, the same in every process. They allocate nothing. */
final class Hash {

  /** FNV-1a's. */
  private static final long PRIME = 0x100_0000_01B3L;

  private static final long BASIS = 0xCBF2_9CE4_8422_2325L;

  private Hash() {}

  /** Of a key's value. */
  static long of(String value) {
    long hash = BASIS;
    for (int i = 0; i < value.length(); i++) {
      hash = (hash ^ value.charAt(i)) * PRIME;
    }
    return mixed(hash);
  }

  /** Of an endpoint's address; another for each seed. */
  static long of(Endpoint endpoint, long seed) {
    long hash = seed;
    for (byte part : endpoint.address().getAddress()) {
      hash = mixed(hash ^ part);
    }
    return mixed(hash ^ endpoint.port());
  }

  /** Every bit decides about every other: the finalizer of MurmurHash3. */
  static long mixed(long bits) {
    long z = (bits ^ (bits >>> 33)) * 0xFF51_AFD7_ED55_8CCDL;
    z = (z ^ (z >>> 33)) * 0xC4CE_B9FE_1A85_EC53L;
    return z ^ (z >>> 33);
  }

  /** The upper half of uniform bits as a number below {@code bound}. */
  static int below(int bound, long bits) {
    return (int) (((bits >>> 32) * bound) >>> 32);
  }
}
