// Data table: family names frequent in France.

/**
 * Frequent family names, the most frequent first. The frequency of a name falls with its rank like 1 / (rank + 8)^0.75.
 *
 * Written from general knowledge of French family names; the order is approximate.
 */
export const FAMILY_NAMES: string = `
Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand Morel Fournier Girard
Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia
Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier
Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron
Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte
Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet
Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernandez Le-Gall Collet
Léger Bouvier Julien Prévost Millet Perrot Daniel Le-Roux Cousin Germain Breton Besson Langlois Rémy Le-Goff Pelletier Lévêque Perrier Leblanc Barré
Lebrun Marchal Weber Mallet Hamon Boulanger Jacob Monnier Michaud Rodriguez Guichard Gillet Étienne Grondin Poulain Tessier Chevallier Collin Chauvin Da-Silva
Bouchet Gay Lemaître Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret Barthélemy Cordier Pichon Lejeune Gilbert Lamy Delaunay Pasquier Carlier Laporte
Gros Buisson Briand Guillou Georges Alexandre Coulon Ferreira Lacombe Hardy Gomez Verdier Marin Delmas Camus Didier Tanguy Fischer Mahé Rossi
Pineau Maury Le-Breton Valentin Albert Bodin Pons Poulet Blondel Blin Jourdan Lebreton Maillot Brunel Raymond Merle Ollivier Couturier Leduc Delattre
Baron Besnard Coste Charrier Raynaud Ferrand Diaz Devaux Leconte Regnier Bigot Guillet Sauvage Mace Dupré Gonzalez Joubert Bazin Gomes Chauvet
Riou Lagarde Grégoire Hernandez Leblond Legros Rodrigues Teixeira Bourdon Evrard Le-Corre Lefort Jacques Favre Toussaint Martel Delorme Laroche Loiseau Rault
Labbé Bruneau Chartier Boutin Godard Vallée Lebon Seguin Texier Gaudin Hébert Ferry Guillon Tran Nguyen Pham Le-Bihan Morvan Pottier Peltier
Allard Lesage Barbe Maurice Fouquet Levy Vaillant Turpin Rousset Mas Duhamel Auger Lelièvre Prévot Imbert Wagner Ribeiro Gilles Tournier Bousquet
Chauveau Huguet Neveu Maillet Parent Pages Courtois Guilbert Sabatier Doucet Le-Guen Ledoux Mathis Merlet Lambin Navarro Hoffmann Guerin Ruiz Bourdin
Carvalho Pereira Fernandes Lopes Marques Pinto Dos-Santos Gonçalves Alves De-Oliveira Costa Almeida Sousa Moreira Cardoso Da-Costa Correia Mendes Neves Nunes
Benali Saïdi Bouzid Khelifi Haddad Mansouri Belkacem Cherif Rahmani Brahimi Hamdi Slimani Amrani Benamar Ziani Toumi Ouali Meziane Bensaïd El-Amrani
Traoré Diallo Coulibaly Diarra Camara Touré Cissé Keïta Koné Sow Ndiaye Diop Ba Barry Sylla Sissoko Fofana Konaté Dembélé Bah
Nguyen-Van Chen Wang Zhang Li Lin Huang Kaya Yilmaz Demir Öztürk Çelik Kowalski Nowak Popescu Ivanov Petrovic Singh Kumar Silva
Quéré Kervella Guivarc'h Cariou Floc'h Jaouen L'Hostis Salaün Guéguen Tréguer Etcheverry Ibarra Elissalde Casanova Colonna Santoni Luciani Mattei Albertini Leca
Koenig Schaeffer Zimmermann Lang Keller Bauer Kuntz Ritter Walter Haas Vandenberghe Delannoy Desmet Vanhoutte Deleplanque Lefebure Dhaene Delcroix Wattel Cuvelier
Hémery Pégourié Méchin Béchet Bécu Cléry Dréan Élie Évin Frémont Génin Hénaff Lépine Mérand Néel Pénot Rétif Sénéchal Tétard Vénuat`;

/**
 * Syllables of which rarer family names are composed: starts, middles (`-` for none), ends. The first of each list are
 * the most frequent.
 */
export const FAMILY_SYLLABLES: readonly [starts: string, middles: string, ends: string] = [
  'Bar Bel Ber Bon Bour Bru Cha Char Cor Cou Dar Dau Del Des Du Fau Fer Fla Fou Gal Gar Gau Ger Gou Gra Gri Gui Ha Her Jac Jou La Lam Lan Le Lou Mar Mas Mau Mer Mon Mor Mou Mar Na Nor Pal Par Pas Per Pi Plan Pom Pou Pra Pui Ra Re Rey Ro Rou Sa Sar Sau Ser Sou Ta Te Tho Tou Tri Va Val Ver Vi Vil Vin Za',
  '- - - - a ba be bi ca che cho co da de di do fa fi ga gi go la le li lo ma me mi mo na ne ni no pa pe pi ra re ri ro sa se si ta te ti to va vi vo',
  'ard aud eau el et ier in on ot ain al ac ade age an and anet ange ant as at ault aux ay bert bet blet bon bras cel chaud chel chet cot court dard dier dot dreau elle en ent érand ereau erie erot es esse eux euil gand gier gnan gnon gny han iaux iel ieux ignac illac ille illet illon iot issier itte land lard let leau lin lot main mand mat mont nard naud nel net nier nin non not oin ois ol on ouin oux pin quet quin rand rat raud reau rel ret rey rier rin ron rot roux ry sac sard sel set sier son sot tal tat taud teau tel tet tier tin ton tot tre val vel vet vier ville vin viot yer',
];

/** Small words that open a family name, most frequent first. */
export const FAMILY_PARTICLES: string = 'Le De La Du Da Ben El Dos Van Di Saint-';
