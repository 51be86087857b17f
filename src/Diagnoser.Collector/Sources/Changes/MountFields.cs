using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Changes;

/// <summary>What is mounted in a container, as entries such as <c>/srv/app -> /app (ro)</c>.</summary>
internal static class MountFields
{
    private const int AnonymousName = 64;

    public static IEnumerable<string> Of(ContainerSnapshot container) =>
        container.Root.Items("Mounts").Select(mount =>
        {
            var source = mount.Text("Type") == "volume" ? mount.Text("Name") : mount.Text("Source");
            var mode = mount.Boolean("RW") == false ? " (ro)" : "";
            return $"{Lasting(source ?? "", container.Id)} -> {mount.Text("Destination")}{mode}";
        });

    /// <summary>True if nobody gave the volume a name: it has another one whenever the container is made anew.</summary>
    internal static bool IsAnonymous(string? volume) => volume is { Length: AnonymousName } && volume.All(char.IsAsciiHexDigitLower);

    private static string Lasting(string source, string id) =>
        IsAnonymous(source) ? "anonymous volume" : id.Length > 0 ? source.Replace(id, "…", StringComparison.Ordinal) : source;
}
