using FsCheck;
using FsCheck.Fluent;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

public sealed class RequestSignatureProperties
{
    private static readonly Gen<SignatureVector> AnyVector = Gen.Elements<SignatureVector>(SignatureVector.All);

    [Fact]
    public void A_signature_with_one_bit_flipped_is_refused() =>
        Properties.Hold(
            Gen.Zip(AnyVector, Gen.Choose(0, 159)),
            input =>
            {
                var (vector, bit) = input;
                var bytes = Convert.FromBase64String(vector.Signature);
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(
                    RequestSignatureTests.IsValid(vector, Convert.ToBase64String(bytes), vector.Token),
                    $"{vector.What}, bit {bit}"
                );
            }
        );

    [Fact]
    public void A_url_with_one_character_changed_is_refused() =>
        Properties.Hold(
            Gen.Zip(AnyVector, Gen.Zip(Gen.Choose(0, 10_000), Gen.Choose(1, 127))),
            input =>
            {
                var (vector, (position, flip)) = input;
                var changed = vector with { Url = Changed(vector.Url, position, flip) };
                Assert.False(RequestSignatureTests.IsValid(changed, vector.Signature, vector.Token), changed.Url);
            }
        );

    [Fact]
    public void A_parameter_with_one_character_changed_is_refused() =>
        Properties.Hold(
            Gen.Zip(
                Gen.Elements(
                    SignatureVector.All.Where(v => v.Parameters.Length > 0 && v.What != "A name that comes three times")
                ),
                Gen.Zip(Gen.Choose(0, 10_000), Gen.Choose(1, 127))
            ),
            input =>
            {
                var (vector, (position, flip)) = input;
                var index = position % vector.Parameters.Length;
                var (name, value) = (vector.Parameters[index][0], vector.Parameters[index][1]);
                string[] other = value.Length > 0 ? [name, Changed(value, position, flip)] : [name, "x"];
                var parameters = vector.Parameters.Select((p, i) => i == index ? other : p).ToArray();
                Assert.False(
                    RequestSignatureTests.IsValid(
                        vector with
                        {
                            Parameters = parameters,
                        },
                        vector.Signature,
                        vector.Token
                    ),
                    $"{vector.What}: {name}={other[1]}"
                );
            }
        );

    [Fact]
    public void What_stands_in_the_header_never_throws_and_is_refused() =>
        Properties.Hold(
            Gen.OneOf(Texts.Any, Base64Like()),
            header => Assert.False(RequestSignatureTests.IsValid(SignatureVector.All[0], header, Signing.Token)),
            count: 1000
        );

    [Fact]
    public void Whatever_is_signed_is_valid() =>
        Properties.Hold(
            Gen.Zip(Texts.Storable, Texts.Storable).ListOf(),
            input =>
            {
                var pairs = input.Select(p => KeyValuePair.Create(p.Item1, p.Item2)).ToList();
                const string url = "https://example.test/webhooks/sms";
                var signature = Signing.Sign(url, pairs);
                RequestSignature.Sort(pairs);
                Assert.True(RequestSignature.IsValid(signature, url, pairs, new SigningKey(Signing.Token)));
            }
        );

    /// <summary>Text of the right length and near it, of the right alphabet and near it.</summary>
    private static Gen<string> Base64Like() =>
        from length in Gen.Choose(24, 32)
        from letters in Gen.Elements("ABCabc019+/== \n-_é".ToCharArray()).ListOf(length)
        select new string([.. letters]);

    private static string Changed(string text, int position, int flip)
    {
        var letters = text.ToCharArray();
        letters[position % letters.Length] ^= (char)flip;
        return new string(letters);
    }
}
