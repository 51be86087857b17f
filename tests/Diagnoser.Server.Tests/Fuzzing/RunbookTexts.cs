using System.Text;
using CsCheck;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Tests.Runbooks;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>Makes files that are nearly rules: good ones whose tree or text was spoilt.</summary>
internal static class RunbookTexts
{
    private const string Override = """
        - override: oom-killed-memory-limit
          severity: info
          exceptions:
            - { name: the test cluster, where: { host.name|glob: "test-*" }, until: 2099-01-01 }
          fixes: { raise-limit-live: { title: "Read its log" } }
          incident: { cooldown: 1h }
          until: 2099-12-31
        - { override: crash-loop-after-change, enabled: false, reason: "it is known" }
        """;

    private static readonly string[] Texts = [.. Good.Files.Append(Yaml.Oom).Append(Override)];

    private static readonly RuleNode[] Trees = [.. Texts.Select(t => YamlTree.Read(Encoding.UTF8.GetBytes(t), "good.yaml").Root!)];

    // Parts of all of them, to be put where they do not belong.
    private static readonly RuleNode[] Parts = [.. Trees.SelectMany(TreeSpoiler.Below)];

    public static readonly Gen<byte[]> All =
        from source in Gen.Int[0, Texts.Length - 1]
        from seed in Gen.Int
        from times in Gen.Int[1, 6]
        from way in Gen.Int[0, 2]
        select Make(source, seed, times, way);

    private static byte[] Make(int source, int seed, int times, int way)
    {
        var random = new Random(seed);
        var text = Texts[source];
        if (way > 0)
        {
            var tree = Trees[source];
            for (var i = 0; i < times; i++)
            {
                tree = new TreeSpoiler(random, Parts).Spoil(tree);
            }

            text = FlowYaml.Of(tree, random);
        }

        for (var i = 0; way != 1 && i < times; i++)
        {
            text = HostileTexts.Spoil(text, random);
        }

        return HostileTexts.Bytes(text, random);
    }
}
