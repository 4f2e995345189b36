// Verifies a signature envelope with the Notary Project's own library, and says what it holds as JSON.
//
// usage: notation-verifier <envelope file> <PEM file of the trusted root>
package main

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"time"

	"github.com/notaryproject/notation-core-go/signature"
	"github.com/notaryproject/notation-core-go/signature/jws"
	nx509 "github.com/notaryproject/notation-core-go/x509"
)

type attribute struct {
	Key      any  `json:"key"`
	Critical bool `json:"critical"`
	Value    any  `json:"value"`
}

type report struct {
	PayloadType        string      `json:"payloadType"`
	Payload            string      `json:"payload"`
	Scheme             string      `json:"scheme"`
	Algorithm          string      `json:"algorithm"`
	SigningTime        time.Time   `json:"signingTime"`
	Expiry             time.Time   `json:"expiry"`
	Attributes         []attribute `json:"attributes"`
	SigningAgent       string      `json:"signingAgent"`
	CertificateHashes  []string    `json:"certificateHashes"`
	TrustedRootSubject string      `json:"trustedRootSubject"`
}

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("expected an envelope file and a PEM file of the trusted root, got %d arguments", len(os.Args)-1))
	}
	answer, err := verify(os.Args[1], os.Args[2])
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		fail(err)
	}
}

func verify(envelopeFile, rootFile string) (*report, error) {
	bytes, err := os.ReadFile(envelopeFile)
	if err != nil {
		return nil, err
	}
	envelope, err := signature.ParseEnvelope(jws.MediaTypeEnvelope, bytes)
	if err != nil {
		return nil, err
	}
	content, err := envelope.Verify()
	if err != nil {
		return nil, err
	}
	root, err := readCertificate(rootFile)
	if err != nil {
		return nil, err
	}
	signer := content.SignerInfo
	trusted, err := signature.VerifyAuthenticity(&signer, []*x509.Certificate{root})
	if err != nil {
		return nil, err
	}
	signingTime, err := signer.AuthenticSigningTime()
	if err != nil {
		return nil, err
	}
	// What Verify did not look at: the chain as Notation demands it of code signing, as of the signing.
	if err := nx509.ValidateCodeSigningCertChain(signer.CertificateChain, &signingTime); err != nil {
		return nil, err
	}
	answer := report{
		PayloadType:        content.Payload.ContentType,
		Payload:            string(content.Payload.Content),
		Scheme:             string(signer.SignedAttributes.SigningScheme),
		Algorithm:          fmt.Sprint(signer.SignatureAlgorithm),
		SigningTime:        signingTime,
		Expiry:             signer.SignedAttributes.Expiry,
		SigningAgent:       signer.UnsignedAttributes.SigningAgent,
		CertificateHashes:  compositeHashes(signer.CertificateChain),
		TrustedRootSubject: trusted.Subject.String(),
	}
	for _, extended := range signer.SignedAttributes.ExtendedAttributes {
		answer.Attributes = append(answer.Attributes, attribute(extended))
	}
	return &answer, nil
}

func readCertificate(file string) (*x509.Certificate, error) {
	bytes, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(bytes)
	if block == nil {
		return nil, fmt.Errorf("expected a certificate in PEM in %s", file)
	}
	return x509.ParseCertificate(block.Bytes)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
