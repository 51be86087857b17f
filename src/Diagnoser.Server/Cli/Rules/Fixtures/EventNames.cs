using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Rules.Fixtures;

/// <summary>Finds the names in events, so that they can be known wherever they stand; their made-up ones keep how names are made of each other.</summary>
internal sealed class EventNames(Pseudonyms pseudonyms, Vocabulary vocabulary)
{
    private static readonly string[] Separators = ["-", "_", "."];

    /// <summary>Learns the names in one event.</summary>
    public void Learn(DockerEvent e)
    {
        Name("host", e.Host.Name);
        Name("stack", e.Stack);
        Service(e.Service, e.Stack);
        Service(e.Attributes[AttributeNames.ComposeService].Text, e.Stack);
        Name("stack", e.Attributes[AttributeNames.ComposeProject].Text);
        switch (e.Subject.Kind)
        {
            case Subject.Container:
                Container(e.Subject.Name, e.Service, e.Stack);
                _ = e.Subject.Id.Length > 0 ? pseudonyms.OfHexadecimal(e.Subject.Id) : null;
                break;
            case Subject.Network or "volume":
                Network(e.Subject.Kind, e.Subject.Name, e.Stack);
                break;
            default:
                break;
        }

        foreach (var network in e.Attributes[AttributeNames.Networks].List ?? [])
        {
            Network("network", network, e.Stack);
        }

        foreach (var volume in (e.Attributes[AttributeNames.Volumes].List ?? []).Where(v => !v.Contains('/', StringComparison.Ordinal)))
        {
            Network("volume", volume, e.Stack);
        }

        foreach (var name in (e.Attributes[AttributeNames.Aliases].List ?? []).Concat(e.Attributes[AttributeNames.DependsOn].List ?? []))
        {
            Service(name, e.Stack);
        }
    }

    private void Service(string? service, string? stack)
    {
        if (service is not null && stack is not null && service.Length > stack.Length + 1 && service.StartsWith(stack + "_", StringComparison.Ordinal))
        {
            Service(service[(stack.Length + 1)..], null);
            pseudonyms.Learn(service, $"{Word(stack)}_{Word(service[(stack.Length + 1)..])}");
        }
        else
        {
            Name("service", service);
        }
    }

    private void Container(string name, string? service, string? stack)
    {
        foreach (var separator in Separators)
        {
            var prefixes = new[] { stack is null ? null : stack + separator + service, service };
            if (service is not null && prefixes.FirstOrDefault(p => p is not null && name.StartsWith(p + separator, StringComparison.Ordinal)) is { } prefix)
            {
                var rest = name[(prefix.Length + 1)..].Split(separator);
                var made = prefix == service ? Word(service) : Word(stack!) + separator + Word(service);
                pseudonyms.Learn(name, made + separator + string.Join(separator, rest.Select(r => r.All(char.IsAsciiDigit) ? r : Word(r))));
                return;
            }
        }

        Name("container", name);
    }

    private void Network(string kind, string name, string? stack)
    {
        if (stack is not null && name.StartsWith(stack + "_", StringComparison.Ordinal))
        {
            var rest = name[(stack.Length + 1)..];
            pseudonyms.Learn(name, $"{Word(stack)}_{(vocabulary.Has(rest) ? rest : Word(rest))}");
        }
        else if (NetworkNames.IsUserDefined(name))
        {
            Name(kind, name);
        }
    }

    // What a rule looks for must stay, or the rule would not find it.
    private void Name(string kind, string? name)
    {
        if (name is { Length: > 0 } && !vocabulary.IsOfRules(name) && pseudonyms.OfHexadecimal(name) is null)
        {
            _ = pseudonyms.Of(kind, name);
        }
    }

    private string Word(string name) => pseudonyms.Known(name) ?? pseudonyms.OfHexadecimal(name) ?? (vocabulary.IsOfRules(name) ? name : pseudonyms.Of("word", name));
}
