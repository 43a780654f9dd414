package dev.switchboard.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A self-signed certificate for a name, in the files that database servers and drivers read.
 *
 * @param certificate PEM
 * @param key PEM, unencrypted
 * @param trustStore PKCS #12, with {@link #PASSWORD}
 */
record Certificate(Path certificate, Path key, Path trustStore) {

  static final String PASSWORD = "changeit";

  static Certificate of(String name) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("certificate");
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(said);
    }
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      return new Certificate(
          pem(folder, "CERTIFICATE", keys.getCertificate("mykey").getEncoded()),
          pem(folder, "PRIVATE KEY", keys.getKey("mykey", PASSWORD.toCharArray()).getEncoded()),
          trustStore(folder, keys));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static Path trustStore(Path folder, KeyStore keys)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("mykey"));
    Path file = folder.resolve("trusted.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private static Path pem(Path folder, String type, byte[] content) throws IOException {
    Path file = folder.resolve(type.toLowerCase(java.util.Locale.ROOT).replace(' ', '-') + ".pem");
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
