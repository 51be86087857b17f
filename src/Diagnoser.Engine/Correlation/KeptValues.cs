using System.Numerics;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Correlation;

/// <summary>The values that a sighting keeps, without room for those that its event lacks.</summary>
/// <param name="Present">Which of the plan's names they belong to, a bit each; zero if the values are one for each name.</param>
/// <param name="Values">The values.</param>
internal readonly record struct KeptValues(ulong Present, AttributeValue[] Values);

/// <summary>Keeps values of some attributes, and gives them back. Sightings in a row that have the same share them.</summary>
internal sealed class ValueKeeper(IReadOnlyList<string> names)
{
    private const int Bits = 64;

    private readonly AttributeValue[] _found = new AttributeValue[names.Count];
    private KeptValues _last = new(0, []);

    /// <summary>What of these attributes is kept.</summary>
    public KeptValues Keep(AttributeMap attributes)
    {
        var (count, present) = (0, 0UL);
        for (var i = 0; i < names.Count; i++)
        {
            var value = attributes[names[i]];
            if (names.Count > Bits || value.HasValue)
            {
                present |= names.Count > Bits ? 0 : 1UL << i;
                _found[count++] = value;
            }
        }

        var found = _found.AsSpan(0, count);
        return _last = present == _last.Present && found.SequenceEqual(_last.Values) ? _last : new KeptValues(present, found.ToArray());
    }

    /// <summary>The attributes that were kept.</summary>
    public AttributeMap Restore(KeptValues kept)
    {
        var attributes = new List<KeyValuePair<string, AttributeValue>>(kept.Values.Length);
        var present = kept.Present;
        for (var i = 0; i < kept.Values.Length; i++)
        {
            attributes.Add(new(names[kept.Present == 0 ? i : BitOperations.TrailingZeroCount(present)], kept.Values[i]));
            present &= present - 1;
        }

        return AttributeMap.From(attributes);
    }
}
