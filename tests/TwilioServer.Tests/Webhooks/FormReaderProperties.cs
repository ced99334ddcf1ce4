using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

public sealed class FormReaderProperties
{
    private static readonly Gen<List<KeyValuePair<string, string>>> AnyFields =
        from fields in Gen.Zip(Texts.Storable, Texts.Storable).ListOf()
        select fields
            .Select(field => KeyValuePair.Create("n" + field.Item1[..Math.Min(field.Item1.Length, 100)], field.Item2))
            .Where(field => !char.IsHighSurrogate(field.Key[^1]))
            .ToList();

    [Fact]
    public void What_is_encoded_is_read_back() =>
        Properties.Hold(AnyFields, fields => Assert.Equal(fields, FormReader.TryRead(Requests.Encode(fields), out _)!));

    [Fact]
    public void What_the_framework_encodes_is_read_back() =>
        Properties.Hold(
            AnyFields,
            fields =>
            {
                using var content = new FormUrlEncodedContent(fields);
                using var stream = content.ReadAsStream();
                var body = new byte[stream.Length];
                stream.ReadExactly(body);
                Assert.Equal(fields, FormReader.TryRead(body, out _)!);
            }
        );

    [Fact]
    public void Bytes_never_throw_and_what_is_read_can_be_stored() =>
        Properties.Hold(
            Gen.OneOf(Gen.Choose(0, 255), Gen.Elements("%=&+0aF".Select(c => (int)c))).ListOf(),
            bytes =>
            {
                var fields = FormReader.TryRead([.. bytes.Select(b => (byte)b)], out var problem);
                Assert.Equal(fields is null, problem.Length > 0);
                foreach (var (name, value) in fields ?? [])
                {
                    Assert.DoesNotContain('\0', name + value);
                    Assert.Equal(name + value, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name + value)));
                }
            },
            count: 1000
        );
}
