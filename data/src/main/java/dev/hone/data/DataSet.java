package dev.hone.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A public data set that can be fetched by its name.
 *
 * @param licence as its home states it
 * @param note what else to know about the licence; may be empty
 * @param home where a person reads about it
 * @param files what is downloaded
 * @param form how the files are written
 * @param columns our column to the file's, where the form leaves that open
 * @param labels the words for labels that the files give as numbers
 * @param inputs columns given to a program
 * @param outputs columns a program must find; empty when answers are checked by other means
 * @param metric the metric for a task file
 * @param balance the column whose values should be equally frequent in every split
 * @param literalKey whether rows are told apart by their exact text, not by letters and digits
 *     alone
 * @param converted SHA-256 digests of the files of a folder of converted sets, by split
 */
public record DataSet(
    String name,
    String title,
    String licence,
    String note,
    String home,
    List<SourceFile> files,
    String form,
    SequencedMap<String, String> columns,
    List<String> labels,
    List<String> inputs,
    List<String> outputs,
    SequencedMap<String, Object> metric,
    Optional<String> balance,
    boolean literalKey,
    Map<String, String> converted) {

  public DataSet {
    files = List.copyOf(files);
    labels = List.copyOf(labels);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    converted = Map.copyOf(converted);
  }

  /**
   * A file of a data set.
   *
   * @param test whether its rows are the published test part
   * @param sha256 its digest, when it is known
   */
  public record SourceFile(String url, boolean test, Optional<String> sha256) {}

  /** How many of the home's files have a known digest. */
  public long verifiable() {
    return files.stream().filter(f -> f.sha256().isPresent()).count();
  }
}
