using System.Runtime.InteropServices;

namespace Diagnoser.Engine.Correlation;

/// <summary>Voices by what they may have in common: runs of containers and events.</summary>
internal sealed class VoiceTies
{
    private readonly Dictionary<Tie, List<Voice>> _byTie = [];

    /// <summary>The voices that have this tie.</summary>
    public ReadOnlySpan<Voice> Of(Tie tie) => CollectionsMarshal.AsSpan(_byTie.GetValueOrDefault(tie));

    /// <summary>Takes a voice in.</summary>
    public void Add(Voice voice)
    {
        foreach (var tie in voice.Ties)
        {
            ref var voices = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTie, tie, out _);
            (voices ??= new List<Voice>(1)).Add(voice);
        }
    }

    /// <summary>Takes a voice out.</summary>
    public void Remove(Voice voice)
    {
        foreach (var tie in voice.Ties)
        {
            if (_byTie.TryGetValue(tie, out var voices) && voices.Remove(voice) && voices.Count == 0)
            {
                _ = _byTie.Remove(tie);
            }
        }
    }

    /// <summary>Adds the voices that have something in common with this one, some more than once.</summary>
    public void AddRelated(Voice voice, List<Voice> related)
    {
        foreach (var tie in voice.Ties)
        {
            foreach (var other in Of(tie))
            {
                if (other != voice)
                {
                    related.Add(other);
                }
            }
        }
    }
}
