using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>
/// Facts about a container that were released before all was known that says which run they are of, since the kernel and the engine tell on different
/// ways. They are not held up: what becomes known is written on them and they are released again, with the same id.
/// </summary>
internal sealed class EarlyFacts
{
    private const int Kept = 16;

    private readonly List<(DockerEvent Fact, DockerEvent Released)> _facts = [];

    /// <summary>Number of facts.</summary>
    public int Count => _facts.Count;

    /// <summary>True if there is none.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>A fact as it came.</summary>
    public DockerEvent this[int index] => _facts[index].Fact;

    /// <summary>True of events that may be released again: what tells of the end of a run, other than the end itself.</summary>
    public static bool MayComeAgain(string type) =>
        type is EventTypes.KernelOomKill or EventTypes.KernelLog or EventTypes.ContainerOom or EventTypes.ContainerKill or EventTypes.ContainerStop;

    /// <summary>True if it does not say itself what may yet become known.</summary>
    public static bool IsOpen(DockerEvent fact) => MayComeAgain(fact.Type)
        && (fact.Run is null || (fact.Type == EventTypes.KernelOomKill && !fact.Attributes.TryGet(AttributeNames.ProcessIsMain, out _)));

    /// <summary>Keeps a fact, the newest of them if there are too many.</summary>
    /// <param name="fact">As it came.</param>
    /// <param name="released">As it was released.</param>
    public void Add(DockerEvent fact, DockerEvent released)
    {
        if (_facts.Count == Kept)
        {
            _facts.RemoveAt(0);
        }

        _facts.Add((fact, released));
    }

    /// <summary>Forgets what is older than this.</summary>
    public void Forget(DateTimeOffset before) => _ = _facts.RemoveAll(f => f.Fact.Time < before);

    /// <summary>Takes how a fact reads now, and releases it again if that is otherwise than before.</summary>
    public void Read(int index, DockerEvent now, List<DockerEvent> released)
    {
        var (fact, before) = _facts[index];
        if (now.Run != before.Run || now.Attributes.Count != before.Attributes.Count)
        {
            _facts[index] = (fact, now);
            released.Add(now);
        }
    }
}
