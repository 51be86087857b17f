using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>
/// What a rule says, in twelve hex digits: the same for the same keys and values, whatever the file's comments and layout, with overrides and
/// without tests. By it an engine that goes on knows what another wording of the rule concluded.
/// </summary>
internal static class RuleVersion
{
    private const int Bytes = 6;

    /// <summary>The version of the rule that this tree is.</summary>
    public static string Of(RuleNode root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(root is MapNode map ? map with { Entries = [.. map.Entries.Where(e => e.Key.Text != "tests")] } : root, hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset(), 0, Bytes);
    }

    // Kind and length before the content, so that no two trees read alike.
    private static void Add(RuleNode node, IncrementalHash hash)
    {
        switch (node)
        {
            case MapNode map:
                Head('m', map.Entries.Count, hash);
                foreach (var (key, value) in map.Entries)
                {
                    Add(key, hash);
                    Add(value, hash);
                }

                break;
            case ListNode list:
                Head('l', list.Items.Count, hash);
                foreach (var item in list.Items)
                {
                    Add(item, hash);
                }

                break;
            case ScalarNode scalar:
                var text = Encoding.UTF8.GetBytes(scalar.Text);
                Head(scalar.Quoted ? 'q' : 's', text.Length, hash);
                hash.AppendData(text);
                break;
        }
    }

    private static void Head(char kind, int length, IncrementalHash hash)
    {
        Span<byte> head = stackalloc byte[1 + sizeof(int)];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], length);
        hash.AppendData(head);
    }
}
