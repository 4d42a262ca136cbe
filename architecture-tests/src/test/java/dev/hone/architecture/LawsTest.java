package dev.hone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class LawsTest {
  private static final JavaClasses ROOMS =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("dev.hone");

  @TestFactory
  Stream<DynamicTest> every_law_holds() {
    return laws().map(law -> DynamicTest.dynamicTest(nameOf(law), () -> ruleOf(law).check(ROOMS)));
  }

  @TestFactory
  Stream<DynamicTest> every_law_catches_its_offender() {
    return laws()
        .map(law ->
            DynamicTest.dynamicTest(
                nameOf(law),
                () -> {
                  var offenders =
                      new ClassFileImporter().importClasses(Offenders.of(law.getName()));
                  assertThat(ruleOf(law).evaluate(offenders).hasViolation()).isTrue();
                }));
  }

  @TestFactory
  Stream<DynamicTest> every_law_of_the_text_holds() {
    var texts = SourceText.all();
    assertThat(texts).isNotEmpty();
    return Stream.of(SourceLaws.values())
        .map(law ->
            DynamicTest.dynamicTest(
                law.name().replace('_', ' '),
                () -> assertThat(texts.stream().map(law::broken).flatMap(List::stream)).isEmpty()));
  }

  @TestFactory
  Stream<DynamicTest> every_law_of_the_text_catches_its_offender() {
    return Stream.of(SourceLaws.values())
        .map(law ->
            DynamicTest.dynamicTest(
                law.name().replace('_', ' '),
                () -> assertThat(law.broken(Offenders.of(law))).hasSize(1)));
  }

  private static Stream<Field> laws() {
    return Stream.of(Laws.class.getDeclaredFields())
        .filter(field ->
            field.getType() == ArchRule.class && !Modifier.isPrivate(field.getModifiers()));
  }

  private static String nameOf(Field law) {
    return law.getName().replace('_', ' ');
  }

  private static ArchRule ruleOf(Field law) throws IllegalAccessException {
    return (ArchRule) law.get(null);
  }
}
