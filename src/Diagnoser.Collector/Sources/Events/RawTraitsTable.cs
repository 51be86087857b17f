namespace Diagnoser.Collector.Sources.Events;

/// <summary>The image and labels that were seen last, so that they are taken apart once a service, not once a container. Direct-mapped, bounded.</summary>
internal sealed class RawTraitsTable
{
    private const int Slots = 1024;

    private readonly RawTraits?[] _slots = new RawTraits?[Slots];

    /// <summary>Those that the line repeats; null if they are not known.</summary>
    public RawTraits? Find(ReadOnlySpan<byte> line, in RawLine raw) => _slots[SlotOf(line, raw)] is { } known && known.Are(line, raw) ? known : null;

    /// <summary>Keeps those of a line.</summary>
    public void Add(ReadOnlySpan<byte> line, in RawLine raw, RawTraits traits) => _slots[SlotOf(line, raw)] = traits;

    private static int SlotOf(ReadOnlySpan<byte> line, in RawLine raw)
    {
        var hash = new HashCode();
        for (var part = 0; part < raw.RepeatedCount; part++)
        {
            hash.AddBytes(raw.Repeated[part].Of(line));
        }

        return hash.ToHashCode() & (Slots - 1);
    }
}
