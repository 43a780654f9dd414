package dev.switchboard.cloudmap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/** Answers as Cloud Map writes them, and what becomes of them on a bad day. */
final class WireAnswers {

  /** What may stand where a value does. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "{}",
          "[]",
          "-1",
          "1e999",
          "9".repeat(400),
          "0.1",
          "\"\"",
          "\"\\u0000\\u001b[31m\\n\"",
          "\"\\ud800\"",
          "\"" + "x".repeat(3000) + "\"",
          "{\"a\":".repeat(30),
          "[".repeat(2000),
          "[".repeat(400) + "]".repeat(400),
          "{\"InstanceId\":[1,{\"b\":null}]}",
          "\"InstanceId\":\"twice\",\"InstanceId\":\"twice\"",
          "<html>");

  private final Random random;

  WireAnswers(Random random) {
    this.random = random;
  }

  /** Mostly good. */
  int status() {
    return switch (random.nextInt(20)) {
      case 0 -> 400;
      case 1 -> 500;
      case 2 -> 403;
      default -> 200;
    };
  }

  /** An answer or an error, with up to four things wrong. */
  byte[] next() {
    byte[] bytes = (random.nextInt(5) == 0 ? error() : valid(random.nextInt(6))).getBytes(UTF_8);
    for (int i = random.nextInt(5); i > 0; i--) {
      bytes = mutated(bytes);
    }
    return bytes;
  }

  /** An answer of so many instances, each at an address of its own. */
  String valid(int count) {
    StringJoiner instances =
        new StringJoiner(",", "{\"Instances\":[", "],\"InstancesRevision\":7}");
    for (int i = 0; i < count; i++) {
      instances.add(
          String.format(
              "{\"InstanceId\":\"task-%d\",\"NamespaceName\":\"prod\",\"ServiceName\":\"orders\","
                  + "\"HealthStatus\":\"HEALTHY\",\"Attributes\":{\"AWS_INSTANCE_IPV4\":"
                  + "\"10.0.%d.%d\",\"AWS_INSTANCE_PORT\":\"8080\",\"AVAILABILITY_ZONE\":"
                  + "\"eu-west-1a\",\"weight\":\"%d\"}}",
              i, i / 256, i % 256, i));
    }
    return instances.toString();
  }

  private String error() {
    String type =
        List.of("ServiceNotFound", "RequestLimitExceeded", "AccessDeniedException", "Odd")
            .get(random.nextInt(4));
    return "{\"__type\":\"" + type + "\",\"Message\":\"no\\n\\u001b[31m\"}";
  }

  private byte[] mutated(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(5)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> flipped(bytes, at);
      case 2 -> replaced(bytes, at, Math.min(bytes.length, at + random.nextInt(40)), new byte[0]);
      case 3 -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, at / 2, at)); // twice
      default -> {
        int value = valueAfter(bytes, at);
        byte[] odd = VALUES.get(random.nextInt(VALUES.size())).getBytes(UTF_8);
        yield replaced(bytes, value, valueEnd(bytes, value), odd);
      }
    };
  }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    copy[at] ^= (byte) (1 << random.nextInt(8));
    return copy;
  }

  /** Where the value after the next colon begins; the end if there is none. */
  private static int valueAfter(byte[] bytes, int at) {
    int i = at;
    while (i < bytes.length && bytes[i] != ':') {
      i++;
    }
    return Math.min(i + 1, bytes.length);
  }

  private static int valueEnd(byte[] bytes, int from) {
    int i = from;
    while (i < bytes.length && bytes[i] != ',' && bytes[i] != '}') {
      i++;
    }
    return i;
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
    byte[] out = new byte[bytes.length - (to - from) + by.length];
    System.arraycopy(bytes, 0, out, 0, from);
    System.arraycopy(by, 0, out, from, by.length);
    System.arraycopy(bytes, to, out, from + by.length, bytes.length - to);
    return out;
  }
}
