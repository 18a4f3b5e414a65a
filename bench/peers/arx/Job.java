import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.deidentifier.arx.ARXAnonymizer;
import org.deidentifier.arx.ARXConfiguration;
import org.deidentifier.arx.ARXLattice.ARXNode;
import org.deidentifier.arx.ARXResult;
import org.deidentifier.arx.AttributeType.Hierarchy;
import org.deidentifier.arx.Data;
import org.deidentifier.arx.DataHandle;
import org.deidentifier.arx.criteria.KAnonymity;
import org.deidentifier.arx.io.CSVHierarchyInput;
import org.deidentifier.arx.metric.Metric;

/**
 * ARX's side of the benchmark of generalisation. Each line of the standard input asks for one search, and one line of JSON answers it.
 *
 * java -cp … Job TABLE.csv COLUMN,COLUMN…      hierarchies lie beside the table, as NAME_hierarchy_COLUMN.csv
 * METRIC K LIMIT [HEURISTIC_CHECKS]            one request, for instance: loss 5 0.02
 */
public class Job {
  public static void main(String[] arguments) throws IOException {
    String[] columns = arguments[1].split(",");
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String request = requests.readLine(); request != null; request = requests.readLine()) {
      System.out.println(answer(read(arguments[0], columns), columns, request.split(" ")));
      System.out.flush();
    }
  }

  /** Rows and hierarchies as text: ARX makes codes of them when it anonymises, so that a table serves once. */
  private static Data read(String table, String[] columns) throws IOException {
    Data data = Data.create(table, StandardCharsets.UTF_8, ';');
    String stem = table.substring(0, table.length() - ".csv".length());
    for (String column : columns) {
      CSVHierarchyInput levels = new CSVHierarchyInput(new File(stem + "_hierarchy_" + column + ".csv"), StandardCharsets.UTF_8, ';');
      data.getDefinition().setAttributeType(column, Hierarchy.create(levels.getHierarchy()));
    }
    return data;
  }

  private static Metric<?> metric(String name) {
    switch (name) {
      case "loss": return Metric.createLossMetric();
      case "precision": return Metric.createPrecisionMetric();
      case "entropy": return Metric.createEntropyMetric(false);
      case "discernibility": return Metric.createDiscernabilityMetric(false);
      case "averageClassSize": return Metric.createAECSMetric();
      case "height": return Metric.createHeightMetric();
      default: throw new IllegalArgumentException(name);
    }
  }

  private static String answer(Data data, String[] columns, String[] request) throws IOException {
    ARXConfiguration configuration = ARXConfiguration.create(Double.parseDouble(request[2]), metric(request[0]));
    configuration.addPrivacyModel(new KAnonymity(Integer.parseInt(request[1])));
    data.getHandle();
    long started = System.nanoTime();
    ARXResult result = new ARXAnonymizer().anonymize(data, configuration);
    DataHandle output = result.getOutput(false);
    long ended = System.nanoTime();
    ARXNode best = result.getGlobalOptimum();
    int dropped = 0;
    for (int row = 0; row < output.getNumRows(); row++) if (output.isOutlier(row)) dropped++;
    int[] levels = Arrays.stream(columns).mapToInt(best::getGeneralization).toArray();
    String loss = best.getLowestScore().toString();
    data.getHandle().release();
    return String.format("{\"ms\":%.3f,\"loss\":%s,\"levels\":%s,\"droppedRows\":%d,\"optimum\":%s}", (ended - started) / 1e6, loss, Arrays.toString(levels), dropped, result.getOptimumFound());
  }
}
