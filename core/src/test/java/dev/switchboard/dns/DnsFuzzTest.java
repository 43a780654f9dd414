package dev.switchboard.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.resolve.Resolution;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Whatever a server sends, it is a resolution or a failure in words. */
class DnsFuzzTest {

  private static final int MESSAGES = 100_000;
  private static final long SEED = 20_260_101;
  private static final Name ORDERS = Name.fromConstantString("orders.prod.internal.");

  private static Message message(String... answers) throws IOException {
    Message message = new Message(1);
    message.getHeader().setFlag(Flags.QR);
    message.addRecord(Record.newRecord(ORDERS, Type.SRV, DClass.IN), Section.QUESTION);
    for (String answer : answers) {
      String[] parts = answer.split(" +", 3);
      Name name = Name.fromString(parts[0]);
      int type = Type.value(parts[1]);
      message.addRecord(
          Record.fromString(name, type, DClass.IN, 60, parts[2], Name.root),
          type == Type.A && !name.equals(ORDERS) ? Section.ADDITIONAL : Section.ANSWER);
    }
    return message;
  }

  @Test
  void aHundredThousandBrokenMessages() throws IOException {
    byte[][] good = {
      message(
              "orders.prod.internal. CNAME v2.prod.internal.",
              "v2.prod.internal. SRV 1 2 8080 a.prod.internal.",
              "v2.prod.internal. SRV 1 0 8080 b.prod.internal.",
              "a.prod.internal. A 10.0.0.1")
          .toWire(),
      message("orders.prod.internal. A 10.0.0.1", "orders.prod.internal. A 10.0.0.2").toWire(),
      message("orders.prod.internal. AAAA fd00::5").toWire(),
    };
    SplittableRandom dice = new SplittableRandom(SEED);
    AtomicInteger messages = new AtomicInteger();
    DnsLookup lookup =
        new DnsLookup(
            query -> {
              messages.incrementAndGet();
              return new Message(broken(good[dice.nextInt(3)], dice));
            },
            "fuzz");
    Predicate<String> printable = Pattern.compile("[ -~]+").asMatchPredicate();
    int resolutions = 0;
    int failures = 0;
    for (int i = 0; messages.get() < MESSAGES; i++) {
      try {
        Resolution resolution =
            DnsQuestions.ask(lookup, ORDERS, new DnsKind(dice.nextBoolean(), 0)).resolution();
        if (resolution.endpoints().size() > DnsQuestions.MAX_ENDPOINTS) {
          throw new AssertionError("seed " + SEED + " answer " + i);
        }
        resolutions++;
      } catch (DnsFailure e) {
        if (!printable.test(e.error().message())) {
          throw new AssertionError("seed " + SEED + " answer " + i, e);
        }
        failures++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + SEED + " answer " + i, e);
      }
    }
    assertThat(resolutions).isGreaterThan(MESSAGES / 20);
    assertThat(failures).isGreaterThan(MESSAGES / 20);
  }

  private static byte[] broken(byte[] good, SplittableRandom dice) {
    byte[] bytes = good.clone();
    if (dice.nextInt(10) == 0) {
      dice.nextBytes(bytes);
    }
    for (int n = dice.nextInt(4); n > 0; n--) {
      bytes[dice.nextInt(bytes.length)] = (byte) dice.nextInt(256);
    }
    return dice.nextInt(8) == 0 ? Arrays.copyOf(bytes, dice.nextInt(bytes.length)) : bytes;
  }
}
