using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>One line of the engine's event stream that a collector uses.</summary>
internal sealed record RawEvent(string Type, string Kind, string Detail, string SubjectId, long TimeNano, List<KeyValuePair<string, string>> Attributes)
{
    public const string Source = "docker.events";

    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(TimeNano / 100);

    /// <summary>The container that a container or network event is about.</summary>
    public string? ContainerId => Kind == Subject.Container ? SubjectId : Attribute("container");

    /// <summary>About how many characters it holds.</summary>
    public int Length => Detail.Length + SubjectId.Length + Attributes.Sum(static attribute => attribute.Key.Length + attribute.Value.Length);

    /// <summary>Attributes that the engine sets itself and a label of the same name overwrites (catalogue fact F9).</summary>
    public static bool IsOwn(string name) => name is "exitCode" or "execDuration" or "signal" or "execID" or "oldName";

    public string? Attribute(string name)
    {
        foreach (var (key, value) in Attributes)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    public string ComputeId(string engineId) => EventId.Compute(engineId, Source, Type, SubjectId, TimeNano, Attributes);
}
