using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Changes;

/// <summary>The labels that somebody means. What orchestrators and builders note for themselves differs with each build and deployment, and changes nothing.</summary>
internal static class LabelFields
{
    private const string DependsOn = "com.docker.compose.depends_on";

    private static readonly string[] Notes =
    [
        "com.docker.compose.", "com.docker.swarm.", "com.docker.stack.", "org.opencontainers.image.", "org.label-schema.", "desktop.docker.io/", "io.buildah.", "org.testcontainers.",
    ];

    public static IEnumerable<string> Of(ContainerSnapshot container) =>
        container.Labels
            .Where(label => label.Key == DependsOn || !Array.Exists(Notes, note => label.Key.StartsWith(note, StringComparison.Ordinal)))
            .Select(label => $"{label.Key}={label.Value}");
}
