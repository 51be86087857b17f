using System.Buffers;
using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Redaction;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>The attributes that every event of a container carries: what it is, how it is configured, whose it is.</summary>
internal static class SnapshotAttributes
{
    private static readonly SearchValues<char> Special = SearchValues.Create(" \t\n\"'$;&|<>()");

    private const int MaxCommand = 2048;
    private const int DefaultStopSignal = 15;
    private const int DefaultStopSeconds = 10;

    public static AttributeMap Of(ContainerSnapshot snapshot, DockerIdentity identity, Redactor redactor)
    {
        var root = snapshot.Root;
        var words = Words(root);
        var command = Line(words);
        return AttributeMap.From(
        [
            new(AttributeNames.ImageName, Text(snapshot.Image)),
            new(AttributeNames.ImageId, Text(root.Text("Image"))),
            new(AttributeNames.RestartPolicy, root.Text("HostConfig", "RestartPolicy", "Name") is { Length: > 0 } policy ? policy : "no"),
            new(AttributeNames.RestartMaximum, Positive(root.Integer("HostConfig", "RestartPolicy", "MaximumRetryCount"))),
            new(AttributeNames.RestartCount, snapshot.RestartCount),
            new(AttributeNames.AutoRemove, snapshot.AutoRemove),
            new(AttributeNames.MemoryLimit, Positive(snapshot.MemoryLimit)),
            new(AttributeNames.MemorySwapLimit, Positive(root.Integer("HostConfig", "MemorySwap"))),
            new(AttributeNames.StopSignal, Signals.Number(root.Text("Config", "StopSignal")) ?? DefaultStopSignal),
            new(AttributeNames.StopTimeout, root.Integer("Config", "StopTimeout") ?? DefaultStopSeconds),
            new(AttributeNames.Command, command.Length <= MaxCommand ? Text(command) : string.Concat(command.AsSpan(0, MaxCommand), "…")),
            new(AttributeNames.Executable, Text(words.Count > 0 ? words[0] : null)),
            new(AttributeNames.Init, root.Boolean("HostConfig", "Init") == true),
            new(AttributeNames.EngineVersion, Text(identity.Version)),
            new(AttributeNames.CgroupVersion, identity.CgroupVersion > 0 ? identity.CgroupVersion : default(AttributeValue)),
            new(AttributeNames.HostMemoryTotal, Positive(identity.MemoryTotal)),
            new(AttributeNames.ForgedAttributes, snapshot.ForgedAttributes.Count > 0 ? AttributeValue.FromList(snapshot.ForgedAttributes) : default),
            .. ServiceNaming.Attributes(snapshot.Labels, snapshot.Service),
            .. TopologyAttributes.Of(snapshot),
            .. LabelAttributes.Of(snapshot.Labels, redactor),
        ]);
    }

    internal static AttributeValue Text(string? text) => string.IsNullOrEmpty(text) ? default : AttributeValue.FromText(text);

    internal static AttributeValue Positive(long? number) => number is > 0 ? number.Value : default(AttributeValue);

    /// <summary>Words as one line that a shell would read as these words.</summary>
    internal static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static IReadOnlyList<string> Words(JsonElement root)
    {
        if (root.Text("Path") is { Length: > 0 } path)
        {
            return [path, .. root.Texts("Args")];
        }

        return [.. root.Texts("Config", "Entrypoint"), .. root.Texts("Config", "Cmd")];
    }

    private static string Quote(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAny(Special) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
